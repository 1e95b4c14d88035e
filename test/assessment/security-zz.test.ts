import { test } from "vitest";
import { appendFileSync } from "node:fs";
import { monitoringItems } from "../../server/engine/assessment/items/monitoring/index.ts";
import { securityItems } from "../../server/engine/assessment/items/security/index.ts";
import { Service } from "../../server/engine/assessment/service.ts";
import { memoryWorkspace } from "../../server/engine/workspace/workspace.ts";
const n = 12_000;
const bad: Record<string, string> = {
  a: "a".repeat(n), spaces: " ".repeat(n), nl: "\n".repeat(n), cors: "import cors from 'cors';\n" + "app.use(cors({ origin: [ ".repeat(n / 25),
  ifs: "import cors from 'cors';\n" + "if (a) {\n".repeat(300) + "cors();\n".repeat(30), status: 'status'.repeat(n / 6), words: "error_".repeat(n / 6), eq: "key = ".repeat(n / 6), acao: "'Access-Control-Allow-Origin', ".repeat(n / 32), rate: "import r from 'express-rate-limit';\n" + "r();\n".repeat(500),
};
test("bad", () => {
  for (const [name, text] of Object.entries(bad)) for (const file of ["a.ts", "a.py", "A.java", "a.rb", "alerts.yaml", "nginx.conf", "main.tf", "README.md", "test/a.test.ts"]) {
    const w = memoryWorkspace({ "package.json": '{"name":"web","scripts":{"start":"node a.js"},"dependencies":{"express":"5","django":"1"}}', [file]: file.endsWith(".yaml") ? `alert: x\nexpr: ${text.replace(/\n/g, " ")}\n` : text });
    const s0 = new Service("", w, "2026-11-23", true, () => []);
    const t0 = performance.now(); void s0.objects; void s0.workflows; for (const f of s0.code.files) void [f.imports, f.calls]; void s0.answersRequests;
    const base = performance.now() - t0; if (base > 100) appendFileSync("/tmp/team/monsec/slow.txt", `base ${name} ${file} ${Math.round(base)}\n`);
    for (const a of [...monitoringItems, ...securityItems]) { const t = performance.now(); a.assess(s0); const d = performance.now() - t; if (d > 60) appendFileSync("/tmp/team/monsec/slow.txt", `${name} ${file} ${a.id} ${Math.round(d)}\n`); }
  }
}, 100_000);
