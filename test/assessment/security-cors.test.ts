import { expect, test } from "vitest";
import { tell } from "./support.ts";

const spring =
  "<project><dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies></project>";
const node = (text: string, file = "index.js") => ({
  "package.json": '{"name":"web","scripts":{"start":"node index.js"},"dependencies":{"express":"5","cors":"2"}}',
  [file]: text,
});
const js = (options: string, more = "") => node(`import cors from 'cors';\n${more}app.use(cors(${options}));\n`);
const py = (text: string) => ({ "requirements.txt": "fastapi\nflask\ndjango\n", "app.py": text });
const go = (text: string) => ({
  "go.mod": "module a\n\ngo 1.26\n",
  "main.go": `package main\n\nimport (\n\t"net/http"\n\t"github.com/gin-contrib/cors"\n)\n\nfunc main() {\n\thttp.ListenAndServe(":80", nil)\n${text}\n}\n`,
});
const java = (text: string, file = "src/main/java/A.java") => ({ "pom.xml": spring, "src/main/java/B.java": "class B {}", [file]: text });

test.each<[string, Record<string, string>, string]>([
  ["without options", js(""), "open !index.js:2"],
  ["a star", js("{ origin: '*' }"), "open !index.js:2"],
  ["any origin is sent back", js("{ origin: true, credentials: true }"), "open !index.js:2"],
  ["a function that allows all", js("{ origin: (origin, callback) => callback(null, true) }"), "open !index.js:2"],
  ["a function that looks", js("{ origin: (origin, callback) => callback(null, list.includes(origin)) }"), "met index.js:2"],
  ["a list", js("{ origin: ['https://a.example'] }"), "met index.js:2"],
  ["the environment", js("{ origin: process.env.ORIGINS.split(',') }"), "met index.js:2"],
  ["the environment, else all", js("{ origin: process.env.ORIGINS || '*' }"), "open index.js:2"],
  ["options by name", js("options", "const options = { origin: ['https://a.example'] };\n"), "met index.js:3"],
  ["options by name, all", js("options", "const options: CorsOptions = {\n  methods: ['GET'],\n  origin: '*',\n};\n"), "open !index.js:6"],
  ["options of elsewhere", js("options", "import options from './options';\n"), "likely index.js:3"],
  ["a name for origin", js("{ origin }", "const origin = ['https://a.example'];\n"), "met index.js:3"],
  ["all in development", js("{ origin: process.env.NODE_ENV === 'development' ? '*' : process.env.CLIENT }"), "met index.js:2"],
  ["a list in production", js("{ origin: nodeEnv === 'production' ? origins : '*' }"), "met index.js:2"],
  ["all in production", js("{ origin: nodeEnv === 'production' ? '*' : origins }"), "likely index.js:2"],
  ["by stage", js("{ origin: isProduction ? list : '*' }"), "likely index.js:2"],
  [
    "for developers",
    node("import cors from 'cors';\nif (process.env.NODE_ENV !== 'production') {\n  app.use(cors());\n}\n"),
    "not-applicable",
  ],
  ["in a string", node("const help = 'app.use(cors())';\n"), "not-applicable"],
  ["Fastify", node("import cors from '@fastify/cors';\nawait app.register(cors);\n"), "open !index.js:2"],
  [
    "Fastify with a list",
    node("import cors from '@fastify/cors';\nawait app.register(cors, { origin: [/example\\.com$/] });\n"),
    "met index.js:2",
  ],
  ["Nest", node("const app = await NestFactory.create(AppModule);\napp.enableCors();\n"), "open !index.js:2"],
  ["Nest's factory", node("const app = await NestFactory.create(AppModule, { cors: true });\n"), "open !index.js:1"],
  ["Nest with a list", node("app.enableCors({ origin: config.origins });\n"), "met index.js:1"],
  ["by hand, one route", node("res.setHeader('Access-Control-Allow-Origin', '*');\n"), "open index.js:1"],
  [
    "by hand, all",
    node("app.use((req, res, next) => {\n  res.setHeader('Access-Control-Allow-Origin', '*');\n  next();\n});\n"),
    "open !index.js:2",
  ],
  ["one route", node("import cors from 'cors';\napp.get('/feed', cors(), feed);\n"), "open index.js:2"],
  ["below /api", node("import cors from 'cors';\napp.use('/api', cors());\n"), "open !index.js:2"],
  ["a mock", { ...node("go();\n"), "src/mocks/server.js": "import cors from 'cors';\napp.use(cors());\n" }, "not-applicable"],
  ["by hand, one", node("res.setHeader('Access-Control-Allow-Origin', origin);\n"), "likely index.js:1"],
  ["nothing", node("app.get('/', go);\n"), "not-applicable"],
  ["no sources", { "package.json": '{"name":"web","dependencies":{"express":"5","cors":"2"}}' }, "manual package.json:1"],
  [
    "a worker",
    {
      "package.json": '{"name":"jobs","scripts":{"start":"node worker.js"},"dependencies":{"bullmq":"5"}}',
      "worker.js": "import cors from 'cors';\ncors();\n",
    },
    "not-applicable",
  ],

  [
    "FastAPI, all",
    py(
      'from fastapi.middleware.cors import CORSMiddleware\napp.add_middleware(\n    CORSMiddleware,\n    allow_origins=["*"],\n    allow_credentials=True,\n)\n',
    ),
    "open !app.py:2",
  ],
  [
    "FastAPI, settings",
    py(
      "from starlette.middleware.cors import CORSMiddleware\nif settings.all_cors_origins:\n    app.add_middleware(CORSMiddleware, allow_origins=settings.all_cors_origins)\n",
    ),
    "met app.py:3",
  ],
  [
    "FastAPI, a name",
    py(
      'from fastapi.middleware.cors import CORSMiddleware\norigins = [\n    "*",\n]\napp.add_middleware(CORSMiddleware, allow_origins=origins)\n',
    ),
    "open !app.py:5",
  ],
  ["Flask", py("from flask_cors import CORS\nCORS(app)\n"), "open !app.py:2"],
  ["Flask with a list", py("from flask_cors import CORS\nCORS(app, origins=['https://a.example'])\n"), "met app.py:2"],
  ["Flask's resources", py("from flask_cors import CORS\nCORS(app, resources={r'/api/*': {'origins': '*'}})\n"), "open !app.py:2"],
  ["Django", py("CORS_ALLOW_ALL_ORIGINS = True\n"), "open !app.py:1"],
  ["Django, off", py("CORS_ALLOW_ALL_ORIGINS = False\nCORS_ALLOWED_ORIGINS = env.list('ORIGINS')\n"), "met app.py:2"],
  ["Django, for developers", py("if DEBUG:\n    CORS_ALLOW_ALL_ORIGINS = True\nCORS_ALLOWED_ORIGINS = []\n"), "met app.py:3"],

  ["Go", go("\tr.Use(cors.Default())"), "open !main.go:10"],
  ["Go, all by name", go('\tr.Use(cors.New(cors.Config{AllowOrigins: []string{"*"}}))'), "open !main.go:10"],
  ["Go with a list", go('\tr.Use(cors.New(cors.Config{AllowOrigins: []string{"https://a.example"}}))'), "met main.go:10"],
  ["Go, settings", go("\tc.AllowOrigins = cfg.Origins"), "met main.go:10"],

  ["Spring", java("@CrossOrigin\n@RestController\nclass A {}"), "open !src/main/java/A.java:1"],
  ["Spring with a list", java('@CrossOrigin(origins = "https://a.example")\nclass A {}'), "met src/main/java/A.java:1"],
  [
    "Spring, a star",
    java('class A { void a(CorsRegistry r) {\n r.addMapping("/**").allowedOrigins("*"); } }'),
    "open !src/main/java/A.java:2",
  ],
  [
    "Spring, settings",
    java('class A { void a(CorsRegistry r) {\n r.addMapping("/**").allowedOrigins(origins); } }'),
    "met src/main/java/A.java:2",
  ],
  [
    "Quarkus",
    java("quarkus.http.cors.origins=/.*/\n", "src/main/resources/application.properties"),
    "open !src/main/resources/application.properties:1",
  ],
  ["a comment", java("// @CrossOrigin\nclass A {}"), "not-applicable"],
  ["nginx", { ...node("go();\n"), "nginx.conf": "add_header Access-Control-Allow-Origin *;\n" }, "open !nginx.conf:1"],
  [
    "nginx for fonts",
    { ...node("go();\n"), "nginx.conf": "location ~* \\.(woff2|ttf)$ {\n  add_header Access-Control-Allow-Origin *;\n}\n" },
    "not-applicable",
  ],
  [
    "Ingress",
    {
      ...node("go();\n"),
      "k8s/ingress.yaml":
        'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  annotations:\n    nginx.ingress.kubernetes.io/enable-cors: "true"\nspec: {}\n',
    },
    "open !k8s/ingress.yaml:6",
  ],
])("%s", (_, files, expected) => expect(tell("security.cors", files)).toBe(expected));

test.each([
  [
    ".NET",
    {
      "A.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>',
      "Program.cs": "b.Services.AddCors(o => o.AddDefaultPolicy(p =>\n p.AllowAnyOrigin()));\n",
    },
    "open !Program.cs:2",
  ],
  [
    ".NET, a policy for developers",
    {
      "A.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>',
      "Program.cs": 'o.AddPolicy("Open", p =>\n p.AllowAnyOrigin());\nif (env.IsDevelopment()) { app.UseCors("Open"); }\n',
    },
    "open Program.cs:2",
  ],
  [
    ".NET, a policy that is used",
    {
      "A.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>',
      "Program.cs": 'o.AddPolicy("Open", p =>\n p.AllowAnyOrigin());\napp.UseCors("Open");\n',
    },
    "open !Program.cs:2",
  ],
  [
    ".NET with a list",
    { "A.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>', "Program.cs": 'p.WithOrigins("https://a.example");\n' },
    "met Program.cs:1",
  ],
  [
    "Rails",
    { Gemfile: "gem 'rails'\n", "config.ru": "", "config/initializers/cors.rb": "allow do\n  origins '*'\nend\n" },
    "open !config/initializers/cors.rb:2",
  ],
  [
    "Rust",
    {
      "Cargo.toml": '[package]\nname = "a"\n[dependencies]\naxum = "0.8"\n',
      "src/main.rs": "fn main() {\n  let l = CorsLayer::permissive();\n}\n",
    },
    "open !src/main.rs:2",
  ],
  [
    "Laravel",
    {
      "composer.json": '{"require":{"laravel/framework":"12"}}',
      artisan: "",
      "config/cors.php": "<?php\nreturn [\n  'allowed_origins' => ['*'],\n];\n",
    },
    "open !config/cors.php:3",
  ],
])("%s", (_, files, expected) => expect(tell("security.cors", files as unknown as Record<string, string>)).toBe(expected));
