// Founds the demo company before the stories begin: they run two at a time, and each takes a copy of it.
import { founded } from './house.mjs';

await founded();
