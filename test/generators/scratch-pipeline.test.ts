import { test } from "vitest";
import { render, findingsIn, withGenerated } from "./support.ts";
const py = {
  "pyproject.toml": '[project]\nname = "shop"\nversion = "1.0.0"\nrequires-python = ">=3.13"\ndependencies = ["fastapi", "uvicorn", "psycopg", "redis"]\n[dependency-groups]\ndev = ["pytest", "pytest-cov", "ruff", "mypy"]\n[tool.ruff]\nline-length = 100\n[tool.mypy]\nstrict = true\n[tool.pytest.ini_options]\ntestpaths = ["tests"]\n',
  "uv.lock": "version = 1\n",
  ".python-version": "3.13\n",
  "app/main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
  "tests/test_app.py": "def test(): pass\n",
  "tests/integration/test_db.py": "def test(): pass\n",
  Dockerfile: "FROM python:3.13-slim\n",
  "deploy/overlays/staging/kustomization.yaml": "resources: []\n",
  "deploy/overlays/production/kustomization.yaml": "resources: []\n",
  ".git/config": '[remote "origin"]\n\turl = git@github.com:Acme/Shop.git\n',
};
test("show", () => {
  const answers = JSON.parse(process.env.A ?? "{}");
  const result = render((process.env.G ?? "pipeline") as "pipeline", py, answers);
  for (const f of result.files) console.log(`=== ${f.path}\n${f.text}`);
  console.log(result.notes.join("\n"));
  console.log(findingsIn(withGenerated(py, result), result.files.map((f) => f.path)).join("\n"));
});
