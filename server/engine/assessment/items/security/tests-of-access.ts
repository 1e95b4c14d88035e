import { pathsBeside } from "../../about.ts";
import { familyOf } from "../../code/lexer.ts";
import { SourceFile } from "../../code/source-file.ts";
import type { Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { evidence } from "../../verdict.ts";

/** As many test files are looked into. */
const maximumFiles = 300;

const testFile =
  /(?:^|\/)(?:tests?|__tests__|specs?|e2e)\/.*\.(?:[cm]?[jt]sx?|py|go|rb|php|java|kt|cs|rs)$|[._-](?:test|spec)\.[cm]?[jt]sx?$|_test\.(?:go|py)$|(?:^|\/)test_\w+\.py$|_spec\.rb$|Tests?\.(?:java|kt|cs|php)$/;

/** An answer of 401 or 403 is what is expected: as a number beside a word that asserts, or by the name that its library gives it. */
const refused =
  /\b(?:expect|assert\w*|status\w*|toBe|toEqual|should|Equal|is)\b[^\n]{0,100}\b40[13]\b|\b40[13]\b[^\n]{0,40}\b(?:status|expect|assert)|\b(?:StatusUnauthorized|StatusForbidden|HTTP_40[13]_\w+|isUnauthorized\(\)|isForbidden\(\)|assertUnauthorized\(|assertForbidden\(|HttpStatus(?:Code)?\.(?:UNAUTHORIZED|FORBIDDEN|Unauthorized|Forbidden)|StatusCode::(?:UNAUTHORIZED|FORBIDDEN))|have_http_status[ (]:(?:unauthorized|forbidden)/i;

/** The tests of a service that expect an answer to be refused; the first of each file. */
export function testsOfRefusal(service: Service): readonly Evidence[] {
  const { workspace } = service;
  return pathsBeside(service, testFile)
    .slice(0, maximumFiles)
    .flatMap((path): Evidence[] => {
      const text = workspace.read(path) ?? "";
      const family = familyOf(path);
      if (!family || !refused.test(text)) return [];
      // In a comment it proves nothing.
      const { code } = new SourceFile(path, text, family);
      const at = code.search(refused);
      return at < 0 ? [] : [evidence(path, code.slice(0, at).split("\n").length, "a test expects that it refuses")];
    });
}
