// The golden sample of money: amounts as ICU writes them, one row a line, tab-separated.
//
//   node tools/cldr/money_oracle.mjs src/globalcs/localization/data/money.json > money_golden.tsv
//
// Needs a Node with full ICU. The first line names the ICU and CLDR that answered.
import fs from "fs";

const known = Object.keys(JSON.parse(fs.readFileSync(process.argv[2], "utf8")).locales);
const shops = ["en", "nl", "de", "fr", "es", "pt-BR", "ja", "zh-Hans", "ko", "ar", "ar-EG"];
const currencies = (
  "EUR USD GBP JPY CHF CAD AUD BRL CNY KRW SAR AED HUF IDR PKR INR SEK PLN MXN TWD KWD XAF TRY ISK " +
  "CLP ARS COP EGP MAD NZD THB VND UAH ILS NOK DKK CZK RON BGN HKD SGD ZAR PHP MYR TND"
).split(" ");
const amounts = ["0", "0.01", "-5.5", "999.99", "1234.5", "-1234.56", "1234567.89", "87654321.09"];
const styles = {
  standard: {},
  narrow: { currencyDisplay: "narrowSymbol" },
  code: { currencyDisplay: "code" },
  accounting: { currencySign: "accounting" },
};

function row(locale, currency, style, amount) {
  const options = { style: "currency", currency, ...styles[style] };
  const format = new Intl.NumberFormat(locale, options);
  const digits = format.resolvedOptions().maximumFractionDigits;
  const [whole, rest = ""] = amount.split(".");
  const cut = digits ? `${whole}.${rest.padEnd(digits, "0").slice(0, digits)}` : whole;
  const exact = Number(cut) === 0 ? cut.replace("-", "") : cut;
  return [locale, currency, style, exact, format.format(exact)].join("\t");
}

const rows = [`# ICU ${process.versions.icu}, CLDR ${process.versions.cldr}`];
for (const locale of shops)
  currencies.forEach((currency, i) => {
    for (const style of Object.keys(styles)) {
      rows.push(row(locale, currency, style, amounts[i % 8]));
      rows.push(row(locale, currency, style, amounts[(i + 5) % 8]));
    }
  });
const supported = known.filter((tag) => tag !== "und" && Intl.NumberFormat.supportedLocalesOf([tag]).length);
supported.forEach((locale, i) => {
  Object.keys(styles).forEach((style, j) => {
    rows.push(row(locale, currencies[(i + j) % currencies.length], style, amounts[(i + 3 * j) % 8]));
    rows.push(row(locale, j % 2 ? "EUR" : "USD", style, amounts[(i + j + 4) % 8]));
  });
});
process.stdout.write(rows.join("\n") + "\n");
