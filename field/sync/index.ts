// All of the sync, for whoever runs it: the app, its worker, and the model test.
export * from "./clock";
export * from "./entry";
export * from "./identity";
export * from "./ports";
export * from "./sync";
