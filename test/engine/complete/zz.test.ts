import { test } from "vitest";
import { completeCompose } from "../../../server/engine/complete/compose.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";
const path = "shop/compose.yaml"; const today = "2026-11-23";
test("a", () => {
  for (const marked of ["services:\n  db:\n    hea|\n    image: postgres:17\n    restart: always\n", "services:\n  db:\n    image: postgres:17\n    hea|\n  web:\n    image: a\n", "services:\n  db:\n    image: postgres:17\n    vol|\n    restart: a\n  web:\n    depends_on:\n      - db\n", "services:\n  web:\n    image: a\n    depends_on:\n      - |\n    restart: always\n  db:\n    image: b\n", "services:\n  web:\n    image: a\n    depends_on:\n      d|\n    restart: always\n  db:\n    image: b\n", "services:\n  web:\n    image: a\n    volumes:\n      - \n      - d|\n    restart: always\nvolumes:\n  data:\n", "services:\n  web:\n    image: a\n    depends_on: [db, |\n    restart: always\n  db:\n    image: b\n", "services:\n  web:\n    image: postgres:17\n    environment:\n      POST|\n      A: b\n", "services:\n  web:\n    image: postgres:17\n    volumes:\n      - data:|\n      - b:/c\n", "services:\n  web:\n    image: postgres:17\n    volumes:\n      - \"data:|\"\n", "services:\n  web:\n    build:\n      context: ./api\n      target: |\n      dockerfile: Dockerfile\n", "services:\n  web:\n    build:\n      context: ./api\n      tar|\n      dockerfile: Dockerfile\n", "services:\n  a|\n", "services:\n  web:\n    |\n\n  db:\n    image: b\n", "services:\n  web:\n  |\n", "services:\n  web:\n    image: a\n|\n"]) {
    const at = marked.indexOf("|"); const text = marked.replace("|", "");
    const items = completeCompose(parse(new SourceText(path, text), "compose"), at, { workspace: memoryWorkspace({ [path]: text, "shop/api/Dockerfile": "FROM a AS one\nFROM b AS two\n" }), today });
    console.log(JSON.stringify(marked), items.length, items.slice(0, 5).map((i) => i.label).join(", "));
  }
});
