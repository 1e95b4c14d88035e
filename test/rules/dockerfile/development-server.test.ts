import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/development-server.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const base = "FROM base:1\nWORKDIR /app\nCOPY . .\n";

describe("dockerfile/development-server", () => {
  it.each([
    "npm run dev",
    "npm run start:dev",
    "yarn dev",
    "pnpm run dev --host",
    "bun run dev",
    "vite",
    "npx vite --host 0.0.0.0",
    "vite dev",
    "yarn vite",
    "next dev -H 0.0.0.0",
    "next",
    "nuxt dev",
    "astro dev",
    "ng serve --host 0.0.0.0",
    "react-scripts start",
    "vue-cli-service serve",
    "gatsby develop",
    "webpack serve",
    "webpack-dev-server",
    "webpack --watch",
    "parcel index.html",
    "nest start --watch",
    "nodemon server.js",
    "ts-node-dev src/main.ts",
    "tsx watch src/main.ts",
    "node --watch server.js",
    "flask run",
    "flask --app api run --debug",
    "python -m flask run --host=0.0.0.0",
    "python manage.py runserver 0.0.0.0:8000",
    "./manage.py runserver",
    "django-admin runserver",
    "uvicorn main:app --reload",
    "python -m uvicorn main:app --reload",
    "gunicorn --reload app:app",
    "fastapi dev main.py",
    "python -m http.server 80",
    "poetry run flask run",
    "uv run fastapi dev",
    "rails server -e development",
    "bundle exec rails s -e development",
    "jekyll serve",
    "php -S 0.0.0.0:80 -t public",
    "php artisan serve",
    "symfony serve",
    "dotnet watch run",
    "dotnet run",
    "go run .",
    "air -c .air.toml",
    "cargo run",
    "cargo watch -x run",
    "mvn spring-boot:run",
    "./mvnw -q spring-boot:run",
    "./gradlew bootRun",
    "hugo server -D",
    "tini -- npm run dev",
    "env PORT=3000 npm run dev",
    "cross-env NODE_ENV=development nodemon server.js",
    "migrate up && npm run dev",
    "watchmedo auto-restart -- python app.py",
    "strapi develop",
    "storybook dev -p 6006",
  ])("reports %s in both forms", (command) => {
    expect(places(rule, `${base}CMD ${command}\n`), "shell form").toHaveLength(1);
    if (command.includes("&&")) return;
    expect(places(rule, `${base}CMD ${JSON.stringify(command.split(" "))}\n`), "exec form").toHaveLength(1);
    expect(places(rule, `${base}ENTRYPOINT ${JSON.stringify(command.split(" "))}\n`), "entrypoint").toHaveLength(1);
    expect(places(rule, `${base}CMD ["sh", "-c", ${JSON.stringify(command)}]\n`), "inside a shell").toHaveLength(1);
  });

  it.each([
    "npm start",
    "npm run serve",
    "npm run start:prod",
    "yarn start",
    "node server.js",
    "node server.js --watch-dir",
    "next start",
    "next build",
    "vite build",
    "vite preview",
    "vite --version",
    "ng build",
    "webpack --mode production",
    "nest start",
    "parcel build index.html",
    "gatsby serve",
    "gunicorn app:app",
    "uvicorn main:app --workers 4",
    "fastapi run main.py",
    "flask db upgrade",
    "python manage.py migrate",
    "python manage.py runworker",
    "python app.py",
    "puma -C config/puma.rb",
    "rails server -e production",
    "RAILS_ENV=production rails server",
    "php-fpm",
    "php artisan queue:work",
    "php index.php -S",
    "dotnet App.dll",
    "dotnet watcher.dll",
    "go version",
    "go run example.com/tool@v1.2.3",
    "cargo --version",
    "java -jar app.jar",
    "mvn package",
    "hugo",
    "nginx -g 'daemon off;'",
    "echo npm run dev",
    "$SERVER run dev",
  ])("is silent on %s", (command) => {
    expect(places(rule, `${base}CMD ${command}\n`)).toEqual([]);
  });

  it("marks the words that say what runs", () => {
    expect(run(rule, `${base}CMD ["npm", "run", "dev", "--", "--host"]\n`)).toMatchObject([{ at: "4:6", on: '"npm", "run", "dev"' }]);
    expect(run(rule, `${base}CMD cd web && exec flask run --port 80\n`)).toMatchObject([{ on: "flask run" }]);
  });

  it("reads ENTRYPOINT and CMD together", () => {
    expect(run(rule, `${base}ENTRYPOINT ["python", "manage.py"]\nCMD ["runserver", "0.0.0.0:80"]\n`)).toMatchObject([
      { on: '"runserver", "0.0.0.0:80"' },
    ]);
    expect(places(rule, `${base}ENTRYPOINT ["npm"]\nCMD ["run", "dev"]\n`)).toEqual(["5:6"]);
    expect(places(rule, `${base}ENTRYPOINT ["/entrypoint.sh"]\nCMD ["flask", "run"]\n`)).toEqual(["5:6"]);
    expect(places(rule, `${base}ENTRYPOINT ["python", "manage.py"]\nCMD ["migrate"]\n`)).toEqual([]);
    // A shell-form ENTRYPOINT never sees the CMD, and a new ENTRYPOINT takes the inherited CMD away.
    expect(places(rule, `${base}ENTRYPOINT node server.js\nCMD ["npm", "run", "dev"]\n`)).toEqual([]);
    expect(places(rule, `FROM node:24 AS base\nCMD ["npm", "run", "dev"]\nFROM base\nENTRYPOINT ["node", "server.js"]\n`)).toEqual([]);
  });

  it("judges what the final image starts alone", () => {
    expect(places(rule, `FROM node:24 AS base\nCMD ["npm", "run", "dev"]\nFROM base\nCMD ["node", "server.js"]\n`)).toEqual([]);
    expect(places(rule, `FROM node:24 AS base\nCMD ["npm", "run", "dev"]\nFROM base\n`)).toEqual(["2:6"]);
    expect(places(rule, `FROM node:24\nCMD ["npm", "run", "dev"]\nCMD ["node", "server.js"]\n`)).toEqual([]);
    expect(places(rule, `FROM node:24\nRUN npm run dev & sleep 5\nCMD ["node", "server.js"]\n`)).toEqual([]);
    expect(places(rule, "FROM node:24\nHEALTHCHECK CMD npm run dev\n")).toEqual([]);
  });

  it("exempts images for development, and takes the target of a build as what is run", () => {
    expect(places(rule, `FROM node:24 AS dev\nCMD ["npm", "run", "dev"]\n`)).toEqual([]);
    expect(places(rule, `${base}CMD ["npm", "run", "dev"]\n`, { path: "Dockerfile.dev" })).toEqual([]);
    expect(places(rule, `${base}CMD ["npm", "run", "dev"]\n`, { path: ".devcontainer/Dockerfile" })).toEqual([]);
    const text = `FROM node:24 AS web\nCMD ["vite"]\nFROM web AS dev-envs\nCMD ["vite"]\n`;
    const compose = "services:\n  web:\n    build:\n      context: .\n      target: web\n";
    expect(places(rule, text, { files: { "compose.yaml": compose } })).toEqual(["2:6"]);
  });

  it("reads the scripts of package.json", () => {
    const at = (scripts: Record<string, string>, command: string) =>
      run(rule, `FROM node:24\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nCOPY . .\nCMD ${command}\n`, {
        files: { "package.json": JSON.stringify({ scripts }) },
      });
    expect(at({ start: "nodemon server.js" }, "npm start")[0]?.message).toContain("`npm start` starts `nodemon`");
    expect(at({ start: "react-scripts start" }, '["npm", "start"]')).toHaveLength(1);
    expect(at({ start: "npm run serve", serve: "vite --port 80" }, '["npm", "start"]')).toHaveLength(1);
    expect(at({ serve: "vue-cli-service serve" }, '["yarn", "serve"]')).toHaveLength(1);
    expect(at({ dev: "node server.js" }, '["npm", "run", "dev"]')).toEqual([]);
    expect(at({ start: "node server.js" }, '["npm", "start"]')).toEqual([]);
    expect(at({}, '["npm", "run", "dev"]')).toEqual([]);
    expect(at({ start: "npm start" }, '["npm", "start"]')).toEqual([]);
    expect(at({ start: "concurrently 'vite' 'node server.js'" }, '["npm", "start"]')).toEqual([]);
  });

  it("finds package.json in a folder of the context, and behind another stage", () => {
    const files = { "web/package.json": '{ "scripts": { "start": "vite" } }' };
    expect(places(rule, 'FROM node:24\nWORKDIR /app\nCOPY web/ ./\nCMD ["npm", "start"]\n', { files })).toHaveLength(1);
    const two =
      'FROM node:24 AS build\nWORKDIR /app\nCOPY web/ ./\nFROM node:24\nWORKDIR /app\nCOPY --from=build /app ./\nCMD ["npm", "start"]\n';
    expect(places(rule, two, { files })).toHaveLength(1);
  });

  it("goes by RAILS_ENV", () => {
    const rails = (env: string) => run(rule, `FROM ruby:3.4\n${env}CMD ["bin/rails", "server", "-b", "0.0.0.0"]\n`);
    expect(rails("ENV RAILS_ENV=production\n")).toEqual([]);
    expect(rails("ARG RAILS_ENV\nENV RAILS_ENV=$RAILS_ENV\n")).toEqual([]);
    expect(rails("ENV RAILS_ENV=development\n")).toHaveLength(1);
    expect(rails("")).toMatchObject([{ severity: "info" }]);
  });

  describe("fixes", () => {
    /** The last line after the first fix, or undefined. */
    function fixed(command: string, files?: Record<string, string>, head = base): string | undefined {
      const text = `${head}CMD ${command}\n`;
      const setting = files ? { files } : {};
      const [problem] = run(rule, text, setting);
      expect(problem).toBeDefined();
      expectLawfulFixes(rule, text, setting);
      expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"), setting);
      return problem?.fixed[0]?.slice(head.length, -1);
    }

    it("takes reloading away", () => {
      expect(fixed('["uvicorn", "main:app", "--reload", "--port", "80"]')).toBe('CMD ["uvicorn", "main:app", "--port", "80"]');
      expect(fixed("uvicorn main:app --reload")).toBe("CMD uvicorn main:app");
      expect(fixed("uvicorn main:app \\\n  --reload \\\n  --port 80")).toBe("CMD uvicorn main:app \\\n  --port 80");
      expect(fixed("uvicorn main:app \\\n  # while developing\n  --reload")).toContain("# while developing");
      expect(fixed('["python", "-m", "uvicorn", "main:app", "--reload"]')).toBe('CMD ["python", "-m", "uvicorn", "main:app"]');
      expect(fixed('["node", "--watch", "server.js"]')).toBe('CMD ["node", "server.js"]');
      expect(fixed('["fastapi", "dev", "main.py"]')).toBe('CMD ["fastapi", "run", "main.py"]');
      expect(fixed('["nodemon", "server.js"]')).toBe('CMD ["node", "server.js"]');
      expect(fixed('["nodemon", "--inspect", "server.js"]')).toBeUndefined();
    });

    it("uses next start where the image builds", () => {
      const head = "FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npx next build\n";
      expect(fixed('["npx", "next", "dev"]', undefined, head)).toBeUndefined();
      expect(fixed('["next", "dev", "-p", "80"]', undefined, head)).toBe('CMD ["next", "start", "-p", "80"]');
      expect(fixed('["next", "dev"]')).toBeUndefined();
    });

    it("runs the script for production where there is one", () => {
      const pack = (scripts: Record<string, string>) => ({ "package.json": JSON.stringify({ scripts }) });
      expect(fixed('["npm", "run", "dev"]', pack({ dev: "nodemon a.js", start: "node a.js" }))).toBe('CMD ["npm", "run", "start"]');
      expect(fixed("yarn dev", pack({ dev: "nodemon a.js", "start:prod": "node a.js", start: "nest start --watch" }))).toBe(
        "CMD yarn start:prod",
      );
      expect(fixed('["npm", "run", "dev"]', pack({ dev: "vite", start: "vite" }))).toBeUndefined();
      // What it starts has to be built first.
      const built = pack({ dev: "vite", start: "node dist/a.js", build: "vite build" });
      expect(fixed('["npm", "run", "dev"]', built)).toBeUndefined();
      expect(fixed('["npm", "run", "dev"]', built, `${base}RUN npm run build\n`)).toBe('CMD ["npm", "run", "start"]');
    });

    it("starts Flask with gunicorn where the project has it and the name is certain", () => {
      const app = { "app.py": "app = Flask(__name__)\n", "requirements.txt": "flask\ngunicorn==23\n" };
      expect(fixed('["flask", "run", "--host=0.0.0.0", "--port", "80"]', app)).toBe('CMD ["gunicorn", "--bind", "0.0.0.0:80", "app:app"]');
      expect(fixed('["python", "-m", "flask", "run"]', app)).toBe('CMD ["gunicorn", "--bind", "0.0.0.0:5000", "app:app"]');
      const head = `${base}ENV FLASK_APP=hello.py FLASK_RUN_PORT=8000\n`;
      expect(fixed('["flask", "run"]', { "hello.py": "application = Flask(__name__)\n", "requirements.txt": "gunicorn\n" }, head)).toBe(
        'CMD ["gunicorn", "--bind", "0.0.0.0:8000", "hello:application"]',
      );
      expect(fixed('["flask", "run"]', { ...app, "requirements.txt": "flask\n" })).toBeUndefined();
      expect(fixed('["flask", "run"]', { ...app, "app.py": "def create_app():\n" })).toBeUndefined();
      expect(fixed("flask run", app)).toBe("CMD gunicorn --bind 0.0.0.0:5000 app:app");
      expect(fixed('["sh", "-c", "flask db upgrade && exec flask run --port $PORT"]', app)).toBe(
        'CMD ["sh", "-c", "flask db upgrade && exec gunicorn --bind 0.0.0.0:$PORT app:app"]',
      );
      expect(fixed('["flask", "run"]')).toBeUndefined();
    });

    it("starts Django with gunicorn where the project has it", () => {
      const files = {
        "manage.py": 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
        "shop/wsgi.py": "",
        "requirements.txt": "Django\ngunicorn\n",
      };
      expect(fixed('["python", "manage.py", "runserver", "0.0.0.0:80"]', files)).toBe(
        'CMD ["gunicorn", "--bind", "0.0.0.0:80", "shop.wsgi:application"]',
      );
      expect(fixed('["python", "manage.py", "runserver", "9000"]', files)).toBe(
        'CMD ["gunicorn", "--bind", "0.0.0.0:9000", "shop.wsgi:application"]',
      );
      expect(fixed('["python", "manage.py", "runserver"]', { ...files, "requirements.txt": "Django\n" })).toBeUndefined();
    });

    it("gives none where nothing is certain", () => {
      for (const command of [
        '["go", "run", "."]',
        '["vite"]',
        '["php", "-S", "0.0.0.0:80"]',
        '["rails", "s", "-e", "development"]',
        '["npm", "run", "dev"]',
      ]) {
        expect(fixed(command)).toBeUndefined();
      }
    });
  });

  it("says of a trigger when it holds", () => {
    const [problem] = run(rule, 'FROM node:24\nONBUILD CMD ["npm", "run", "dev"]\n');
    expect(problem?.at).toBe("2:14");
    expect(problem?.message).toContain("when a child image is built");
    expectLawfulFixes(rule, 'FROM python:3.14\nONBUILD CMD ["uvicorn", "a:b", "--reload"]\n');
  });

  it("is silent on templates", () => {
    expect(places(rule, "FROM node:{{ version }}\nCMD npm run dev\n")).toEqual([]);
  });
});
