import type { Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { evidence } from "../../verdict.ts";

/** Pages of a service, or of the repository as a whole, whose path matches; where the text is seen, with the line of the first heading that does. */
export function pagesAbout(service: Service, path: RegExp, heading: RegExp): readonly Evidence[] {
  const { folder, workspace } = service;
  const prefix = folder === "" ? "" : `${folder}/`;
  const pages = service
    .paths(/\.(?:md|mdx|adoc|rst|txt)$/i)
    .filter((one) => one.startsWith(prefix) || !one.includes("/") || /^docs?\//.test(one));
  return pages.flatMap((one): readonly Evidence[] => {
    const text = workspace.read(one);
    const isNamed = path.test(one);
    if (!isNamed && !/(?:^|\/)(?:README|ARCHITECTURE|OPERATIONS|RUNBOOK|SECURITY)\.\w+$/i.test(one)) return [];
    const at = (text ?? "").split(/\r?\n/).findIndex((line) => /^(?:#{1,6}|=+)\s/.test(line) && heading.test(line));
    if (at >= 0) return [evidence(one, at + 1, "a heading", "word")];
    // A page of a few words, such as one that was only begun, says nothing.
    return isNamed && (text === undefined || text.trim().length > 200) ? [evidence(one, 1, "a page by that name", "word")] : [];
  });
}
