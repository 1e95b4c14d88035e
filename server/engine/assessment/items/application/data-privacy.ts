import type { Assessor, Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { evidence, likely, manual } from "../../verdict.ts";
import { pagesAbout } from "./documents.ts";
import { few, ownPaths } from "./signs.ts";

/** Files that say what is stored. */
const schemas =
  /(?:^|\/)(?:schema\.prisma|schema\.rb|models?\.py|[\w-]+\.(?:entity|model|schema)\.[jt]s|(?:migrations?|schema|models?|entities)\/[^/]+\.(?:sql|rb|py|php|java|kt|go|[jt]s|cs))$/i;

/** Names of columns that hold what a person is known by. */
const personal =
  /^[^\n/#*]*\b(e_?mail(?:_?address)?|phone(?:_?number)?|mobile(?:_?number)?|first_?name|last_?name|full_?name|birth_?(?:date|day)|date_?of_?birth|ssn|passport(?:_?number)?|iban|street|postal_?code|zip_?code|ip_?address)\b/gim;

export const dataPrivacy: Assessor = {
  id: "application.data-privacy",
  looksAt:
    "Pages about privacy, retention and deletion; columns of schemas and models that look like personal data are told as a beginning.",
  action: {
    kind: "decide",
    title: "Decide on personal data",
    asks: "Name the inventory of personal data, how long each is kept, and how a person's data are deleted and handed out on request; a link to the register of processing will do.",
  },
  assess(service) {
    const pages = pagesAbout(
      service,
      /(?:^|\/)(?:privacy|data[-_]?(?:privacy|protection|retention|inventory|map|classification)|gdpr|dsgvo|pii|retention)[\w-]*\.\w+$/i,
      /\b(?:GDPR|personal data|PII|data (?:retention|protection|inventory|privacy)|retention polic(?:y|ies))\b/i,
    );
    const columns = columnsOf(service);
    if (pages.length > 0)
      return likely(
        "Something is written of personal data. Whether it is complete and kept to, a person has to say.",
        few([...pages, ...columns]),
      );
    return manual(
      columns.length > 0
        ? "It stores what looks like personal data, and nothing is written of how long it is kept and how it is deleted."
        : "Only a person can say which personal data it holds, how long, and how they are deleted.",
      few(columns),
    );
  },
};

/** The first column of each kind. */
function columnsOf(service: Service): readonly Evidence[] {
  const found = new Map<string, Evidence>();
  for (const path of ownPaths(service, schemas).slice(0, 200)) {
    if (/(?:^|\/)(?:tests?|__tests__|node_modules|vendor|fixtures|examples?)\//.test(path)) continue;
    const text = service.workspace.read(path) ?? "";
    for (const match of text.matchAll(personal)) {
      const name = match[1] ?? "";
      const kind = name.toLowerCase().replaceAll("_", "");
      if (!found.has(kind))
        found.set(kind, evidence(path, text.slice(0, match.index + match[0].length).split("\n").length, `\`${name}\``, "word"));
    }
  }
  return [...found.values()].slice(0, 3);
}
