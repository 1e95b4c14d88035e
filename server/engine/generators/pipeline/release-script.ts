import { inFolder } from "../../workspace/paths.ts";
import type { GeneratedFile, Plan } from "../model.ts";

/** The Compose file that describes production: the project's own for it where there is one, else the one that `generate compose` writes. */
export function composeFile({ workspace, answers }: Plan): string {
  const base = ["compose", "docker-compose"];
  const names = [...[".prod", ".production", ""].flatMap((kind) => base.flatMap((name) => [`${name}${kind}.yaml`, `${name}${kind}.yml`]))];
  return names.find((name) => workspace.has(inFolder(answers.folder, name)) === true) ?? "compose.yaml";
}

/** The script that runs on the host, by way of SSH. */
export function releaseScript({ answers }: Plan): GeneratedFile {
  return {
    path: inFolder(answers.folder, "scripts/release.sh"),
    about: "Starts a version on the host, and remembers the one before",
    isExecutable: true,
    text: `#!/bin/sh
# Runs on the host: release.sh FOLDER COMPOSE_FILE IMAGE|previous
# The file .release holds the image that runs, .release.previous the one before.
set -eu

folder=$1
file=$2
image=$3
cd "$folder"

current=$(cat .release 2>/dev/null || true)
if [ "$image" = previous ]; then
  image=$(cat .release.previous 2>/dev/null || true)
  if [ -z "$image" ]; then
    echo "There is no release before this one." >&2
    exit 1
  fi
fi

start() {
  IMAGE=$1 docker compose --file "$file" up --detach --no-build --wait --wait-timeout 180 --remove-orphans
}

IMAGE=$image docker compose --file "$file" pull --quiet
if ! start "$image"; then
  echo "$image did not come up." >&2
  if [ -n "$current" ]; then
    start "$current" && echo "$current runs again." >&2
  fi
  exit 1
fi

if [ -n "$current" ] && [ "$current" != "$image" ]; then
  printf '%s\\n' "$current" > .release.previous
fi
printf '%s\\n' "$image" > .release
echo "\${current:-nothing} -> $image"
`,
  };
}
