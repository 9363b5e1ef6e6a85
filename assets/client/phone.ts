// Everything a phone needs: no keyboard, no bulk work.
import "./device";
import "./draft";
import "./find";
import "./live";
import "./pieces";
import "./send";
import "./toast";
import { enhance } from "./enhance";

document.documentElement.classList.add("js");
enhance();
