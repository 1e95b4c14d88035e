import { expect, test } from "vitest";
import { tell } from "./support.ts";

const node = (...dependencies: string[]) => ({
  "package.json": JSON.stringify({
    name: "web",
    scripts: { start: "node index.js" },
    dependencies: Object.fromEntries(["express", ...dependencies].map((one) => [one, "1"])),
  }),
});
const django = (settings: string) => ({ "requirements.txt": "django==5.2\n", "manage.py": "import django\n", "web/settings.py": settings });

const spring =
  "<project><dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies></project>";

test.each<[string, Record<string, string>, string]>([
  ["helmet called", { ...node("helmet"), "index.js": "import helmet from 'helmet';\napp.use(helmet());\n" }, "met index.js:2"],
  [
    "helmet registered",
    { ...node("@fastify/helmet"), "index.js": "import helmet from '@fastify/helmet';\nawait app.register(helmet, { global: true });\n" },
    "met index.js:2",
  ],
  [
    "required in place",
    { ...node("helmet"), "index.js": "const app = require('express')();\napp.use(require('helmet')());\n" },
    "met index.js:2",
  ],
  [
    "without the policy",
    { ...node("helmet"), "index.js": "import helmet from 'helmet';\napp.use(helmet({ contentSecurityPolicy: false }));\n" },
    "open !index.js:2",
  ],
  [
    "without HSTS",
    { ...node("helmet"), "index.js": "import helmet from 'helmet';\napp.use(helmet({ hsts: false }));\n" },
    "likely index.js:2",
  ],
  ["one part of helmet", { ...node("helmet"), "index.js": "import helmet from 'helmet';\napp.use(helmet.hsts());\n" }, "likely index.js:2"],
  ["for developers alone", { ...node("express"), "index.js": "import helmet from 'helmet';\nif (isDev) app.use(helmet());\n" }, "open"],
  ["a dependency", { ...node("helmet"), "index.js": "start();\n" }, "likely package.json:1"],
  [
    "a function of the same name",
    { ...node(), "index.js": "function helmet() {}\napp.use(helmet());\n// Content-Security-Policy\n" },
    "open",
  ],
  [
    "Hono without a policy",
    { ...node("hono"), "index.js": "import { secureHeaders } from 'hono/secure-headers';\napp.use(secureHeaders());\n" },
    "likely index.js:2",
  ],
  [
    "Hono with one",
    {
      ...node("hono"),
      "index.js":
        "import { secureHeaders } from 'hono/secure-headers';\napp.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: [] } }));\n",
    },
    "met index.js:2",
  ],
  ["by name", { ...node(), "index.js": "res.setHeader('X-Frame-Options', 'DENY');\n" }, "likely index.js:1"],
  [
    "Next.js",
    {
      ...node("next"),
      "next.config.js":
        "module.exports = { headers: () => [\n{ key: 'X-Frame-Options', value: 'DENY' },\n{ key: 'Content-Security-Policy', value: 'x' },\n{ key: 'Strict-Transport-Security', value: 'y' }] }",
    },
    "met next.config.js:2 next.config.js:3 next.config.js:4",
  ],
  [
    "nginx",
    {
      ...node(),
      "index.js": "",
      "nginx.conf": "add_header X-Frame-Options DENY;\n# add_header Content-Security-Policy x;\nadd_header Strict-Transport-Security y;\n",
    },
    "likely nginx.conf:1 nginx.conf:3",
  ],
  ["nothing", { ...node(), "index.js": "app.get('/', go);\n" }, "open"],
  [
    "Django",
    django(
      "SECURE_HSTS_SECONDS = 3600\nCONTENT_SECURITY_POLICY = {}\nMIDDLEWARE = [\n  'django.middleware.clickjacking.XFrameOptionsMiddleware',\n]\n",
    ),
    "met web/settings.py:1 web/settings.py:4 web/settings.py:2",
  ],
  [
    "Django without HSTS",
    django("SECURE_HSTS_SECONDS = 0\nMIDDLEWARE = [\n  'django.middleware.clickjacking.XFrameOptionsMiddleware',\n]\n"),
    "likely web/settings.py:3",
  ],
  [
    "Talisman",
    { "requirements.txt": "flask\nflask-talisman\n", "app.py": "from flask_talisman import Talisman\nTalisman(app)\n" },
    "met app.py:2",
  ],
  [
    "Talisman without a policy",
    { "requirements.txt": "flask\n", "app.py": "from flask_talisman import Talisman\nTalisman(app, content_security_policy=None)\n" },
    "open !app.py:2",
  ],
  [
    "Go",
    {
      "go.mod": "module a\n\ngo 1.26\n",
      "main.go":
        'package main\n\nimport (\n\t"net/http"\n\t"github.com/unrolled/secure"\n)\n\nfunc main() {\n\thttp.ListenAndServe(":80", nil)\n\ts := secure.New(secure.Options{STSSeconds: 1, FrameDeny: true, ContentSecurityPolicy: "x"})\n}\n',
    },
    "met main.go:10",
  ],
  [
    "Go, one of them",
    {
      "go.mod": "module a\n\ngo 1.26\n",
      "main.go":
        'package main\n\nimport (\n\t"net/http"\n\t"github.com/unrolled/secure"\n)\n\nfunc main() {\n\thttp.ListenAndServe(":80", nil)\n\ts := secure.New(secure.Options{FrameDeny: true})\n}\n',
    },
    "likely main.go:10",
  ],
  [
    "Spring",
    {
      "pom.xml": spring,
      "src/main/java/A.java":
        'import org.springframework.security.config.annotation.web.builders.HttpSecurity;\nclass A { void a(HttpSecurity http) { http.headers(h -> h.contentSecurityPolicy(c -> c.policyDirectives("x"))); } }\n',
    },
    "met src/main/java/A.java:1 src/main/java/A.java:2",
  ],
  [
    "Spring, switched off",
    {
      "pom.xml": spring,
      "src/main/java/A.java":
        "import org.springframework.security.config.annotation.web.builders.HttpSecurity;\nclass A { void a(HttpSecurity http) { http.headers(h -> h.disable()); } }\n",
    },
    "open !src/main/java/A.java:2",
  ],
])("%s", (_, files, expected) => expect(tell("security.headers", files)).toBe(expected));
