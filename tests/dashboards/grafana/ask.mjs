// Asks Grafana's own code (@grafana/data) what becomes of our dashboards: HTML that its sanitizer leaves, units that it
// knows, how a figure is shown that has no value, and which rows its transformations leave. Reads one JSON question
// from standard input, writes the answer.
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
const { firstValueFrom } = createRequire(import.meta.url)("rxjs");
const theme = grafana.createTheme();
// Some are known by two names.
grafana.standardTransformersRegistry.setInit(() =>
  [...new Set(Object.values(grafana.standardTransformers))].map((transformer) => ({
    id: transformer.id,
    name: transformer.name,
    transformation: async () => transformer,
  })),
);

function shown({ defaults, value }) {
  const field = { name: "value", type: grafana.FieldType.number, config: defaults, values: [] };
  const display = grafana.getDisplayProcessor({ field, theme })(value);
  return { text: display.text, suffix: display.suffix ?? "", color: display.color };
}

// The rows of each question after the transformations of a panel, as Grafana's InfluxDB names its frames: by series.
async function left({ transformations, answers }) {
  const frames = answers.map(({ refId, series, columns, rows }) =>
    grafana.toDataFrame({
      refId,
      name: series,
      fields: columns.map((name, place) => ({ name, values: rows.map((row) => row[place]) })),
    }),
  );
  const context = { interpolate: (text) => text };
  const found = await firstValueFrom(grafana.transformDataFrame(transformations, frames, context));
  return Object.fromEntries(
    found.map((frame) => [
      frame.refId,
      [...Array(frame.length).keys()].map((row) =>
        Object.fromEntries(frame.fields.map((field) => [field.name, field.values[row] ?? null])),
      ),
    ]),
  );
}

const asked = JSON.parse(readFileSync(0, "utf8"));
const units = new Set(grafana.getValueFormats().flatMap((group) => group.submenu.map((unit) => unit.value)));
process.stdout.write(
  JSON.stringify({
    html: (asked.html ?? []).map((html) => grafana.textUtil.sanitizeTextPanelContent(html)),
    urls: (asked.urls ?? []).map((url) => grafana.textUtil.sanitizeUrl(url)),
    unknownUnits: (asked.units ?? []).filter((unit) => !units.has(unit) && !/^(suffix|prefix|time):/.test(unit)),
    shown: (asked.figures ?? []).map(shown),
    rows: await Promise.all((asked.panels ?? []).map(left)),
  }),
);
