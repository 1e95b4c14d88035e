import { describe, expect, test } from "vitest";
import { tell } from "./support.ts";

const spring =
  "<project><dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies></project>";
const node = (text: string, ...dependencies: string[]) => ({
  "package.json": JSON.stringify({
    name: "web",
    scripts: { start: "node index.js" },
    dependencies: Object.fromEntries(["express", ...dependencies].map((one) => [one, "1"])),
  }),
  "index.ts": text,
});
const py = (text: string) => ({ "requirements.txt": "fastapi\nflask\ndjango\n", "app.py": text });
const go = (text: string) => ({
  "go.mod": "module a\n\ngo 1.26\n",
  "main.go": `package main\n\nimport (\n\t"net/http"\n\t"github.com/go-chi/httprate"\n)\n\nfunc main() {\n\thttp.ListenAndServe(":80", nil)\n${text}\n}\n`,
});
const java = (text: string) => ({ "pom.xml": spring, "src/main/java/A.java": text });
const ingress = (annotation: string) => ({
  ...node("go();"),
  "k8s/ingress.yaml": `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  annotations:\n    ${annotation}\nspec: {}\n`,
});

describe("security.rate-limit", () => {
  test.each<[string, Record<string, string>, string]>([
    ["in place", node("import limit from 'express-rate-limit';\napp.use(limit({ limit: 100 }));"), "met index.ts:2"],
    [
      "by name",
      node("import { rateLimit } from 'express-rate-limit';\nconst limiter = rateLimit({ limit: 100 });\napp.use(limiter);"),
      "met index.ts:2",
    ],
    [
      "below /api",
      node("import { rateLimit } from 'express-rate-limit';\nconst limiter = rateLimit({ limit: 100 });\napp.use('/api', limiter);"),
      "met index.ts:2",
    ],
    [
      "before a router",
      node("import { rateLimit } from 'express-rate-limit';\nconst limiter = rateLimit({ limit: 100 });\nauthRouter.use(limiter);"),
      "likely index.ts:2",
    ],
    [
      "for one route",
      node(
        "import { rateLimit } from 'express-rate-limit';\nconst limiter = rateLimit({ limit: 100 });\napp.post('/login', limiter, login);",
      ),
      "likely index.ts:2",
    ],
    [
      "in a file of its own",
      {
        ...node("import { limiter } from './limiter';\napp.use(limiter);"),
        "limiter.ts": "import { rateLimit } from 'express-rate-limit';\nexport const limiter = rateLimit({ limit: 1 });",
      },
      "met limiter.ts:2",
    ],
    ["a dependency", node("go();", "express-rate-limit"), "likely package.json:1"],
    ["Fastify", node("import limit from '@fastify/rate-limit';\nawait app.register(limit, { max: 100 });"), "met index.ts:2"],
    ["Fastify, some", node("import limit from '@fastify/rate-limit';\nawait app.register(limit, { global: false });"), "likely index.ts:2"],
    [
      "Nest",
      node("@Module({ providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }] })\nclass A {}", "@nestjs/throttler"),
      "met index.ts:1",
    ],
    ["Nest without a guard", node("class A {}", "@nestjs/throttler"), "likely package.json:1"],
    ["slowapi", py("from slowapi.middleware import SlowAPIMiddleware\napp.add_middleware(SlowAPIMiddleware)\n"), "met app.py:2"],
    ["slowapi, some", py("from slowapi import Limiter\nlimiter = Limiter(key_func=key)\n"), "likely app.py:2"],
    ["Flask", py("from flask_limiter import Limiter\nlimiter = Limiter(key, app=app, default_limits=['100 per hour'])\n"), "met app.py:2"],
    [
      "REST framework",
      py("REST_FRAMEWORK = {\n  'DEFAULT_THROTTLE_CLASSES': ['rest_framework.throttling.AnonRateThrottle'],\n}\n"),
      "met app.py:2",
    ],
    ["Go", go("\tr.Use(httprate.LimitByIP(100, time.Minute))"), "met main.go:10"],
    [
      "Go, a group",
      go('\tr.Route("/login", func(r chi.Router) {\n\t\tr.Use(httprate.LimitByIP(100, time.Minute))\n\t})'),
      "likely main.go:11",
    ],
    ["Go, one route", go('\tr.With(httprate.LimitByIP(100, time.Minute)).Post("/login", login)'), "likely main.go:10"],
    [
      "Bucket4j",
      java("import io.github.bucket4j.Bucket;\nclass A { Bucket b = Bucket.builder().build(); }\n"),
      "likely src/main/java/A.java:2",
    ],
    ["Ingress", ingress('nginx.ingress.kubernetes.io/limit-rps: "10"'), "met k8s/ingress.yaml:6"],
    ["Ingress without", ingress('nginx.ingress.kubernetes.io/rewrite-target: "/"'), "open"],
    [
      "nginx",
      { ...node("go();"), "nginx.conf": "limit_req_zone $a zone=a:10m rate=1r/s;\nlocation / {\n  limit_req zone=a;\n}\n" },
      "met nginx.conf:3",
    ],
    ["nginx, a zone alone", { ...node("go();"), "nginx.conf": "limit_req_zone $a zone=a:10m rate=1r/s;\n" }, "open"],
    [
      "Terraform",
      {
        ...node("go();"),
        "infra/waf.tf":
          'resource "aws_wafv2_web_acl" "a" {\n  rule {\n    statement {\n      rate_based_statement { limit = 100 }\n    }\n  }\n}\n',
      },
      "met infra/waf.tf:1",
    ],
    ["a comment", node("// app.use(rateLimit())\ngo();"), "open"],
    ["no sources", { "package.json": '{"name":"web","dependencies":{"express":"5"}}' }, "manual"],
  ])("%s", (_, files, expected) => expect(tell("security.rate-limit", files)).toBe(expected));
});

describe("security.authorization-verified", () => {
  const test401 = { "test/a.test.ts": "test('a', async () => {\n  await request(app).get('/').expect(401);\n});\n" };
  test.each<[string, Record<string, string>, string]>([
    [
      "a guard and a test",
      { ...node("const a = { provide: APP_GUARD, useClass: JwtAuthGuard };"), ...test401 },
      "met index.ts:1 test/a.test.ts:2",
    ],
    ["a test", { ...node("go();"), ...test401 }, "likely test/a.test.ts:2"],
    ["a comment in a test", { ...node("go();"), "test/a.test.ts": "// expect(401)\n" }, "manual"],
    ["another number", { ...node("go();"), "test/a.test.ts": "expect(response.status).toBe(200);\nconst id = 401;\n" }, "manual"],
    ["a library", node("import jwt from 'jsonwebtoken';\njwt.verify(token, key);\n"), "likely index.ts:2"],
    ["a dependency", node("go();", "passport"), "likely package.json:1"],
    ["nothing", node("go();"), "manual"],
    [
      "Python",
      {
        ...py("REST_FRAMEWORK = {\n  'DEFAULT_PERMISSION_CLASSES': ['rest_framework.permissions.IsAuthenticated'],\n}\n"),
        "tests/test_a.py": "def test_a(client):\n    assert client.get('/').status_code == 403\n",
      },
      "met app.py:2 tests/test_a.py:2",
    ],
    [
      "Python, open to all",
      py("REST_FRAMEWORK = {\n  'DEFAULT_PERMISSION_CLASSES': ['rest_framework.permissions.AllowAny'],\n}\n"),
      "manual",
    ],
    [
      "Go",
      {
        ...go("\thttprate.Limit(1)"),
        "main_test.go": "package main\n\nfunc TestA(t *testing.T) {\n\tif w.Code != http.StatusUnauthorized {\n\t\tt.Fatal()\n\t}\n}\n",
      },
      "likely main_test.go:4",
    ],
    [
      "Java",
      {
        ...java("class A { void a(HttpSecurity http) {\n  http.authorizeHttpRequests(r -> r.anyRequest().authenticated()); } }\n"),
        "src/test/java/ATest.java": 'class ATest {\n  void a() { mvc.perform(get("/")).andExpect(status().isUnauthorized()); }\n}\n',
      },
      "met src/main/java/A.java:2 src/test/java/ATest.java:2",
    ],
  ])("%s", (_, files, expected) => expect(tell("security.authorization-verified", files)).toBe(expected));
});
