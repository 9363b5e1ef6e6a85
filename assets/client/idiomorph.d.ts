declare module "idiomorph" {
  type Options = {
    morphStyle?: "innerHTML" | "outerHTML";
    ignoreActiveValue?: boolean;
    callbacks?: {
      beforeNodeMorphed?: (old: Node, next: Node) => boolean;
      beforeNodeRemoved?: (old: Node) => boolean;
      beforeAttributeUpdated?: (name: string, element: Element) => boolean;
    };
  };
  export const Idiomorph: { morph(old: Element, next: Element | string, options?: Options): void };
}
