// Asks Grafana's own code (@grafana/data) what becomes of our dashboards: HTML that its sanitizer leaves, units that it
// knows, and how a figure is shown that has no value. Reads one JSON question from standard input, writes the answer.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!doctype html>");
Object.assign(globalThis, {
  window,
  document: window.document,
  navigator: window.navigator,
  Node: window.Node,
  Element: window.Element,
  HTMLElement: window.HTMLElement,
  DocumentFragment: window.DocumentFragment,
  DOMParser: window.DOMParser,
  localStorage: { getItem: () => null, setItem: () => {} },
});
const grafana = createRequire(import.meta.url)("@grafana/data");
const theme = grafana.createTheme();

function shown({ defaults, value }) {
  const field = { name: "value", type: grafana.FieldType.number, config: defaults, values: [] };
  const display = grafana.getDisplayProcessor({ field, theme })(value);
  return { text: display.text, suffix: display.suffix ?? "", color: display.color };
}

const asked = JSON.parse(readFileSync(0, "utf8"));
const units = new Set(grafana.getValueFormats().flatMap((group) => group.submenu.map((unit) => unit.value)));
process.stdout.write(
  JSON.stringify({
    html: (asked.html ?? []).map((html) => grafana.textUtil.sanitizeTextPanelContent(html)),
    urls: (asked.urls ?? []).map((url) => grafana.textUtil.sanitizeUrl(url)),
    unknownUnits: (asked.units ?? []).filter((unit) => !units.has(unit) && !/^(suffix|prefix|time):/.test(unit)),
    shown: (asked.figures ?? []).map(shown),
  }),
);
