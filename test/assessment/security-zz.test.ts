import { test } from "vitest";
import { monitoringItems } from "../../server/engine/assessment/items/monitoring/index.ts";
import { securityItems } from "../../server/engine/assessment/items/security/index.ts";
import { Service } from "../../server/engine/assessment/service.ts";
import { memoryWorkspace } from "../../server/engine/workspace/workspace.ts";
const n = 150_000;
const bad: Record<string, string> = {
  a: "a".repeat(n), spaces: " ".repeat(n), nl: "\n".repeat(n), open: "cors(".repeat(n / 5), brace: "{".repeat(n), quote: '"'.repeat(n), cors: "import cors from 'cors';\n" + "app.use(cors({ origin: [ ".repeat(n / 25),
  ifs: "import cors from 'cors';\n" + "if (a) {\n".repeat(3000) + "cors();\n".repeat(300), status: 'status'.repeat(n / 6), words: "error_".repeat(n / 6), eq: "key = ".repeat(n / 6), err: "import cors from 'cors';\nconst origin = " + "x ? ".repeat(2000) + ";\ncors({ origin });\n",
  crossorigin: "@CrossOrigin(".repeat(n / 13), anyReq: "anyRequest() . ".repeat(n / 15), fast: "FastAPI(".repeat(n / 8), acao: "'Access-Control-Allow-Origin', ".repeat(n / 32), rate: "import r from 'express-rate-limit';\n" + "r();\n".repeat(5000),
};
test("bad", () => {
  for (const [name, text] of Object.entries(bad)) {
    for (const file of ["a.ts", "a.py", "a.go", "A.java", "A.cs", "a.rb", "a.rs", "alerts.yaml", "nginx.conf", "main.tf", "README.md", "test/a.test.ts", ".github/workflows/a.yml", "load/k6.js"]) {
      const w = memoryWorkspace({ "package.json": '{"name":"web","scripts":{"start":"node a.js"},"dependencies":{"express":"5","django":"1"}}', [file]: file.endsWith(".yaml") ? `alert: x\nexpr: ${text.replace(/\n/g, " ")}\n` : text });
      const s0 = new Service("", w, "2026-11-23", true, () => []);
      const t0 = performance.now();
      try { void s0.objects; void s0.workflows; for (const f of s0.code.files) void [f.imports, f.calls]; } catch (e) { console.log("BASE", name, file, String(e)); continue; }
      const base = performance.now() - t0; if (base > 1000) console.log("base slow", name, file, Math.round(base));
      for (const a of [...monitoringItems, ...securityItems]) { const t = performance.now(); try { a.assess(s0); } catch (e) { console.log("THROW", name, file, a.id, String(e).slice(0, 200)); } const d = performance.now() - t; if (d > 300) console.log("slow", name, file, a.id, Math.round(d)); }
    }
  }
}, 500_000);
