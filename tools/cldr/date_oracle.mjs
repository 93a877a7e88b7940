// The golden sample of days in other calendars, and of ranges: one row a line, tab-separated.
//
//   node tools/cldr/date_oracle.mjs > date_golden.tsv
//
// Needs a Node with full ICU. The first line names the ICU and CLDR that answered.
const locales = (
  "en en-GB nl nl-BE de de-AT fr es es-MX it pt-BR pl tr ar ar-SA ar-EG ja ko zh-Hans zh-Hant th fa he hi id " +
  "vi sv da fi cs el hu ro uk ru nb"
).split(" ");
const calendars = ["buddhist", "roc", "japanese", "persian", "islamic-umalqura"];
const days = ["1990-03-21", "2019-05-01", "2020-02-29", "2024-03-20", "2026-10-29", "2031-01-08"];
const ranges = [
  ["2026-10-29", "2026-11-02"], ["2026-10-29", "2026-10-31"], ["2026-12-30", "2027-01-02"],
];
const styles = ["full", "long", "medium", "short"];
const at = (day) => new Date(`${day}T00:00:00Z`);
const rows = [`# ICU ${process.versions.icu}, CLDR ${process.versions.cldr}`];
for (const locale of locales)
  for (const dateStyle of styles) {
    for (const calendar of calendars) {
      const format = new Intl.DateTimeFormat(`${locale}-u-ca-${calendar}`, { dateStyle, timeZone: "UTC" });
      for (const day of days) rows.push([locale, calendar, dateStyle, day, "", format.format(at(day))].join("\t"));
    }
    const format = new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, { dateStyle, timeZone: "UTC" });
    for (const [first, last] of ranges)
      rows.push([locale, "gregorian", dateStyle, first, last, format.formatRange(at(first), at(last))].join("\t"));
  }
process.stdout.write(rows.join("\n") + "\n");
