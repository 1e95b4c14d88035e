// Gets Kustomize: that of an installed `kubectl`, one of its own, or one built from its sources.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/** Builds with any Go from 1.19 on, which Debian has had since its release 12. */
const version = "v5.0.3";
const folder = join(import.meta.dirname, "../../.vscode-test/kustomize");

/** The words of the command that prints what a folder comes to. */
let command: readonly string[] | undefined;

/** Finds or builds it, once; the first build takes half a minute. */
export function installKustomize(): void {
  const built = join(folder, "kustomize");
  if (isInstalled("kubectl")) command = ["kubectl", "kustomize"];
  else if (isInstalled("kustomize")) command = ["kustomize", "build"];
  else {
    if (!existsSync(built)) build();
    command = [built, "build"];
  }
}

/** The folder of a program called `kustomize`, which can edit as well; built where there is none, since `kubectl` only builds. */
export function kustomizeProgramFolder(): string {
  if (!isInstalled("kustomize") && !existsSync(join(folder, "kustomize"))) build();
  return folder;
}

function build(): void {
  if (!isInstalled("go")) {
    const options = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
    execFileSync("apt-get", ["update", "-qq"], options);
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "golang-go", "ca-certificates"], options);
  }
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, GOBIN: folder, GOFLAGS: "-mod=mod" };
  execFileSync("go", ["install", `sigs.k8s.io/kustomize/kustomize/v5@${version}`], { stdio: "pipe", env, timeout: 600_000 });
}

/** The words of the command, to which a folder is added. */
export function kustomizeCommand(): readonly string[] {
  if (!command) throw new Error("Kustomize has not been installed");
  return command;
}

/** What Kustomize makes of a folder: one text of several documents. */
export function kustomize(path: string): string {
  const [program = "", ...words] = kustomizeCommand();
  return execFileSync(program, [...words, path], { encoding: "utf8", stdio: "pipe", timeout: 60_000 });
}

function isInstalled(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
