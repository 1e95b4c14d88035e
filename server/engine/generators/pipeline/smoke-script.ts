import { inFolder } from "../../workspace/paths.ts";
import type { GeneratedFile, Plan } from "../model.ts";

/** The script that asks a running version whether it works. */
export function smokeScript({ answers }: Plan): GeneratedFile {
  return {
    path: inFolder(answers.folder, "scripts/smoke.sh"),
    about: "Asks a running version whether it works",
    isExecutable: true,
    text: `#!/bin/sh
# Asks an address until it answers with success: smoke.sh URL [VERSION]
# With VERSION, a header or the body of the answer has to name it.
# ATTEMPTS, DELAY and TIMEOUT (seconds) say how patient it is.
set -eu

url=\${1:?"usage: smoke.sh URL [VERSION]"}
version=\${2:-}
attempts=\${ATTEMPTS:-20}
delay=\${DELAY:-3}
timeout=\${TIMEOUT:-5}

case $url in
  http://?* | https://?*) ;;
  *)
    echo "'$url' is no address: is the variable with the address set?" >&2
    exit 2
    ;;
esac

attempt=1
while :; do
  if answer=$(curl --fail --silent --show-error --location --include --max-time "$timeout" "$url" 2>&1); then
    case $answer in
      *"$version"*)
        echo "$url answers\${version:+ as $version}."
        exit 0
        ;;
    esac
    reason="the answer does not name $version"
  else
    reason=$(printf '%s\\n' "$answer" | sed -n 's/^curl: //p')
  fi
  if [ "$attempt" -ge "$attempts" ]; then
    echo "$url failed $attempts times: $reason" >&2
    exit 1
  fi
  attempt=$((attempt + 1))
  sleep "$delay"
done
`,
  };
}
