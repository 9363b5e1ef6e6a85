// The type our papers are set in: Noto Sans SC cut down to what a Chinese office writes, packed, with its licence beside it.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

const resolve = createRequire(import.meta.url).resolve;
const WEIGHTS = { 400: "400Regular/NotoSansSC_400Regular.ttf", 700: "700Bold/NotoSansSC_700Bold.ttf" };
// Names of persons are full of characters that the old standard set does not have.
const IN_NAMES =
  "喆堃垚昇淼犇骉镕珺玥婳瑄琤祎禕翀旸晗暄煜烨炅焜焱璟琇玙珅珩瑀瑨璠璐甯睿筠翊翾芃苒茀菡萱蓥赟赪轶迺逖郗鄢鋆锜锳闫闵陞雯霈韡頔颋颢飏馨骎骁鲲鸢龑" +
  "沄泠洺浠浛淏湉湜湲溍溦滢潆澍澔濛瀛灏炘炜炫烜焘焯煊煐熠燊燚玟玹珂珈珞珣琎琛琬琰琳琪瑢瑷瑾璇璨瓅皓皞睎睟矞祺禛筱箬粲綦纮绂绮绻缇缦羿耘聿舸芊芮茜茗荃荀荟莙莹菀蒨蓁蔚蕙薇藜蘅虓衎裒谌谡谞豫赓赜" +
  "踔迦逯邈邕邴酆钊钰钲铄铉铎锟锴镝镡镭阗隽雩霁霂霄靓靖韫韬颀飒饴駜骅骊骐骞骢骥鸷鸾鹂鹃鹏麒麟黉黛丨〇";
const OTHERS = "‐‑–—‘’“”„†•…‰′″※€№™←↑→↓↔↕↖↗↘↙⇒⇔∅−∕√∞≈≠≤≥■□▪▲△▶▷▼▽◀◁◆◇○◎●★☆☐☑✓✔✗㎡㎥￥";

// GB 2312, ASCII, Latin-1, full-width forms, CJK punctuation.
function characters() {
  const gb = new TextDecoder("gb2312");
  let text = IN_NAMES + OTHERS;
  for (let high = 0xa1; high <= 0xf7; high++) {
    for (let low = 0xa1; low <= 0xfe; low++) text += gb.decode(Uint8Array.of(high, low));
  }
  const range = (from, to) => { for (let code = from; code <= to; code++) text += String.fromCodePoint(code); };
  range(0x20, 0x7e);
  range(0xa0, 0xff);
  range(0x3000, 0x3020);
  range(0xff01, 0xff5e);
  return new Set([...text].filter((c) => c !== "\ufffd" && !(c >= "\ue000" && c <= "\uf8ff")));
}

const NO_HINTING = 0x1;
const KEEP_THE_BOX = 0x40;
const NO_LAYOUT_CLOSURE = 0x200;
const LAYOUT_FEATURES = 6;
const DROPPED_TABLES = 3;
const tag = (name) => [...name].reduce((sum, c) => (sum << 8) + c.charCodeAt(0), 0) >>> 0;

// HarfBuzz itself, called as its C interface is.
async function cut(font, wanted) {
  const module = await WebAssembly.instantiate(await readFile(resolve("harfbuzzjs/dist/harfbuzz-subset.wasm")));
  const hb = module.instance.exports;
  hb._initialize();
  const at = hb.malloc(font.length);
  new Uint8Array(hb.memory.buffer).set(font, at);
  const blob = hb.hb_blob_create(at, font.length, 2, 0, 0);
  const face = hb.hb_face_create(blob, 0);
  const input = hb.hb_subset_input_create_or_fail();
  hb.hb_subset_input_set_flags(input, NO_HINTING | KEEP_THE_BOX | NO_LAYOUT_CLOSURE);
  const features = hb.hb_subset_input_set(input, LAYOUT_FEATURES);
  hb.hb_set_clear(features);
  for (const name of ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "halt", "palt", "tnum"]) hb.hb_set_add(features, tag(name));
  const dropped = hb.hb_subset_input_set(input, DROPPED_TABLES);
  for (const name of ["vhea", "vmtx", "VORG", "DSIG", "meta"]) hb.hb_set_add(dropped, tag(name));
  const codes = hb.hb_subset_input_unicode_set(input);
  for (const c of wanted) hb.hb_set_add(codes, c.codePointAt(0));
  const subset = hb.hb_subset_or_fail(face, input);
  if (!subset) throw new Error("HarfBuzz cannot cut this font");
  const result = hb.hb_face_reference_blob(subset);
  const start = hb.hb_blob_get_data(result, 0);
  const bytes = Buffer.from(new Uint8Array(hb.memory.buffer).slice(start, start + hb.hb_blob_get_length(result)));
  if (bytes.length === 0) throw new Error("HarfBuzz gave an empty font");
  return bytes;
}

/** The packed fonts by name, and the text of their licence. */
export async function fonts() {
  const folder = dirname(resolve("@expo-google-fonts/noto-sans-sc/package.json"));
  const wanted = characters();
  const made = [];
  for (const [weight, file] of Object.entries(WEIGHTS)) {
    const subset = await cut(await readFile(join(folder, file)), wanted);
    made.push([`noto-sans-sc-${weight}.ttf.gz`, gzipSync(subset, { level: 9 }), subset.length]);
  }
  const licence = await readFile(join(folder, "LICENSE_FONT"));
  made.push(["noto-sans-sc.licence.txt", licence, licence.length]);
  return made;
}
