import { inFolder } from "../workspace/paths.ts";
import type { PythonProject, PythonRequirement } from "../workspace/project/model.ts";
import type { Toml } from "../workspace/toml.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { assumed, found } from "./detected.ts";
import type { Detected, PythonFacts, Tasks } from "./model.ts";
import type { PackageManager } from "./names.ts";

/**
 * The commands that check a Python project: of the tools that it asks for, run in the environment of its package manager. What migrates runs in the
 * image, where the environment is on the path, so that it stands alone.
 */
export function pythonTasks(
  project: PythonProject,
  toml: Toml,
  manager: PackageManager,
  facts: PythonFacts,
  folder: string,
  workspace: Workspace,
): Tasks {
  const tool = (name: string, command: string, settings: readonly string[] = []): Detected<string> | undefined => {
    const requirement = project.requirements.find((one) => one.name === name);
    if (requirement) {
      const { path, line } = requirement.from;
      return found(`${runner(manager, requirement)}${command}`, path, line, `the dependency \`${name}\``);
    }
    const table = `tool.${name}`;
    if (toml.hasTable(table) && manager === "uv")
      return found(`uvx ${command}`, inFolder(folder, "pyproject.toml"), toml.line(table) ?? 1, `the table \`${table}\``, "likely");
    const file = settings.find((one) => workspace.has(inFolder(folder, one)) === true);
    return file !== undefined && manager === "uv" ? found(`uvx ${command}`, inFolder(folder, file), 1, `\`${file}\``, "likely") : undefined;
  };
  const manage = facts.django?.manage.value;
  const integration = ["tests/integration", "test/integration", "integration_tests", "tests/e2e"].find(
    (path) => workspace.has(inFolder(folder, path)) === true,
  );
  const isPart = integration?.startsWith("test") === true;
  const own = ["tests/unit", "test/unit"].find((path) => workspace.has(inFolder(folder, path)) === true);
  const pytest = integration !== undefined && isPart ? (own === undefined ? `pytest --ignore=${integration}` : `pytest ${own}`) : "pytest";
  return {
    install: installCommand(project, manager, facts, folder, workspace),
    lint:
      tool("ruff", "ruff check .", ["ruff.toml", ".ruff.toml"]) ?? tool("flake8", "flake8 .") ?? tool("pylint", "pylint --recursive=y ."),
    typecheck:
      tool("mypy", /^(?:files|packages)$/m.test(toml.keys("tool.mypy").join("\n")) ? "mypy" : "mypy .") ??
      tool("pyright", "pyright", ["pyrightconfig.json"]) ??
      tool("basedpyright", "basedpyright") ??
      tool("ty", "ty check", ["ty.toml"]),
    unit:
      tool("pytest", pytest) ??
      tool("pytest-django", pytest) ??
      (manage !== undefined && facts.django
        ? { ...facts.django.manage, value: `${prefix(manager)}python ${manage} test` }
        : plainTests(manager, folder, workspace)),
    integration:
      integration === undefined ? undefined : integrationCommand(tool("pytest", `pytest ${integration}`), inFolder(folder, integration)),
    build: undefined,
    migrate: migration(project, facts, folder, workspace),
  };
}

function integrationCommand(command: Detected<string> | undefined, folder: string): Detected<string> | undefined {
  return command && { ...command, from: { path: folder, line: 1 }, because: "the folder of integration tests" };
}

/** Tests that need nothing but Python itself. */
function plainTests(manager: PackageManager, folder: string, workspace: Workspace): Detected<string> | undefined {
  const at = inFolder(folder, "tests");
  const file = (workspace.list(at) ?? []).find(({ name }) => /^test_\w+\.py$/.test(name))?.name;
  const isUnittest = file !== undefined && /^\s*(?:import unittest|from unittest)/m.test(workspace.read(`${at}/${file}`) ?? "");
  return isUnittest
    ? found(`${prefix(manager)}python -m unittest discover -s tests`, `${at}/${file}`, 1, "tests of `unittest`", "likely")
    : undefined;
}

function prefix(manager: PackageManager): string {
  return manager === "pip" ? "" : `${manager} run `;
}

/** uv's environment holds the group `dev` by itself, and others where they are asked for. */
function runner(manager: PackageManager, { group }: PythonRequirement): string {
  if (manager !== "uv" || !group || group.name === "dev") return prefix(manager);
  return `uv run ${group.isExtra ? "--extra" : "--group"} ${group.name} `;
}

function installCommand(
  { lockFile, manifests, requirements }: PythonProject,
  manager: PackageManager,
  facts: PythonFacts,
  folder: string,
  workspace: Workspace,
): Detected<string> | undefined {
  const locked = (command: string): Detected<string> =>
    lockFile === undefined ? assumed(command, "the package manager's own") : found(command, lockFile, 1, "the lock file");
  switch (manager) {
    case "uv":
      return locked(lockFile === undefined ? "uv sync" : "uv sync --locked");
    case "poetry":
      return locked("poetry install");
    case "pdm":
      return locked("pdm install --check");
    case "pipenv":
      return locked("pipenv install --deploy --dev");
    default: {
      const own = manifests.map((path) => (folder === "" ? path : path.slice(folder.length + 1)));
      const [main] = facts.requirementFiles;
      if (main === undefined) {
        const extra = requirements.find(({ group }) => group?.isExtra && /^(?:dev|test|tests)$/.test(group.name))?.group?.name;
        return workspace.has(inFolder(folder, "pyproject.toml")) === true || workspace.has(inFolder(folder, "setup.py")) === true
          ? found(`pip install -e ${extra === undefined ? "." : `".[${extra}]"`}`, manifests[0] ?? "", 1, "the manifest")
          : undefined;
      }
      const development = own.find((name) => /^requirements.*(?:dev|test|local).*\.txt$/.test(name));
      const files =
        development === undefined || includes(development, main, folder, workspace) ? [development ?? main] : [main, development];
      return found(`pip install ${files.map((name) => `-r ${name}`).join(" ")}`, inFolder(folder, main), 1, "the requirements file");
    }
  }
}

/** Whether one requirements file includes another. */
function includes(file: string, other: string, folder: string, workspace: Workspace): boolean {
  const text = workspace.read(inFolder(folder, file)) ?? "";
  return text.split(/\r?\n/).some((line) => /^\s*-r\s/.test(line) && line.trim().endsWith(other.slice(other.lastIndexOf("/") + 1)));
}

function migration(project: PythonProject, facts: PythonFacts, folder: string, workspace: Workspace): Detected<string> | undefined {
  if (facts.django) return { ...facts.django.manage, value: `python ${facts.django.manage.value} migrate --noinput` };
  const has = (path: string) => workspace.has(inFolder(folder, path)) === true;
  const flask = project.requirements.find(({ name, group }) => name === "flask-migrate" && !group);
  if (flask && has("migrations")) {
    const [module = "app"] = facts.application?.value.split(":") ?? [];
    return found(`flask --app ${module} db upgrade`, inFolder(folder, "migrations"), 1, "the folder `migrations` of Flask-Migrate");
  }
  if (has("alembic.ini")) return found("alembic upgrade head", inFolder(folder, "alembic.ini"), 1, "`alembic.ini`");
  return undefined;
}
