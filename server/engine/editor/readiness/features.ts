import type { SignOff } from "../../languages/readiness/model.ts";
import { evidencePath } from "../../readiness/evidence.ts";
import { endOf } from "../../readiness/validity.ts";
import { daysBetween } from "../../text/days.ts";
import type { CodeLens, EditorFeatures, Link } from "../model.ts";
import { foldYaml } from "../yaml-folding.ts";

/** What an editor can ask about a sign-off file. */
export const readinessFeatures: EditorFeatures<"readiness"> = {
  folding: (file) => foldYaml(file),
  codeLenses: ({ isBroken, signOffs }, { today }) => (isBroken ? [] : signOffs.flatMap((signOff) => lensOf(signOff, today) ?? [])),
  links: (file, { workspace }) =>
    file.signOffs.flatMap(({ evidence }) =>
      evidence.flatMap((one): Link[] => {
        const { value, node } = one.ref;
        if (value === undefined || !node) return [];
        if (/^https?:\/\//.test(value)) return [{ span: node.span, target: { address: value } }];
        const { path, isThere } = evidencePath(one, file, workspace);
        return isThere ? [{ span: node.span, target: { path } }] : [];
      }),
    ),
};

/** Until when a decision holds, above it. */
function lensOf(signOff: SignOff, today: string): CodeLens | undefined {
  const { decision, entry } = signOff;
  const end = endOf(signOff);
  if (!decision || end === undefined) return undefined;
  const left = daysBetween(today, end);
  const word = decision === "signed" ? "signed" : decision === "waived" ? "waived" : "not applicable";
  const when = left < 0 ? `expired on ${end}` : left === 0 ? "expires today" : `${left} ${left === 1 ? "day" : "days"} left, until ${end}`;
  return { span: entry.keySpan, title: `${word} \u2013 ${when}` };
}
