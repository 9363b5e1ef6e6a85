// Everything a desk needs.
import "./arrange";
import "./device";
import "./dispatch";
import "./draft";
import "./find";
import "./keys";
import "./live";
import "./pieces";
import "./send";
import "./toast";
import { enhance } from "./enhance";

document.documentElement.classList.add("js");
enhance();
