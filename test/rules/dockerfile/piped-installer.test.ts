import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/piped-installer.ts";
import { places } from "../support.ts";

describe("dockerfile/piped-installer", () => {
  it.each([
    ["a shell", "FROM debian:13-slim\nRUN curl -fsSL https://a.example | sh\n", ["2:5"]],
    ["a shell with arguments for the script", "FROM debian:13-slim\nRUN wget -qO- https://a.example | bash -s -- -y\n", ["2:5"]],
    [
      "a shell behind other programs",
      "FROM debian:13-slim\nRUN curl -s https://a.example/$(uname -m) | gunzip | tee /a | sh -e\n",
      ["2:5"],
    ],
    ["by sudo", "FROM debian:13-slim\nRUN curl https://a.example | sudo -E bash -\n", ["2:5"]],
    ["another interpreter", "FROM debian:13-slim\nRUN curl -sSL https://a.example | python3 -\n", ["2:5"]],
    ["a process substitution", 'FROM debian:13-slim\nSHELL ["/bin/bash", "-c"]\nRUN bash <(curl -s https://a.example)\n', ["3:12"]],
    [
      "PowerShell",
      "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL [\"powershell\"]\nRUN iex ((New-Object System.Net.WebClient).DownloadString('https://a.example/i.ps1'))\n",
      ["3:5"],
    ],
    ["PowerShell's pipe", 'FROM a:1\nSHELL ["pwsh", "-Command"]\nRUN $x = 1; irm https://a.example/i.ps1 | iex\n', ["3:43"]],
    ["a substitution", 'FROM debian:13-slim\nRUN sh -c "$(curl -fsSL https://a.example)"\n', ["2:14"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["an archive", "FROM debian:13-slim\nRUN curl -fsSL https://a.example | tar -xz\n"],
    ["a file, compared first", "FROM debian:13-slim\nRUN curl -fsSLo a.sh https://a.example && sha256sum -c a.sum && sh a.sh\n"],
    ["code that reads data", "FROM debian:13-slim\nRUN curl https://a.example | python3 -c 'import json'\n"],
    ["a script that reads data", "FROM debian:13-slim\nRUN curl https://a.example | bash /read.sh\n"],
    ["a value", "FROM debian:13-slim\nRUN VERSION=$(curl -s https://a.example) && echo $VERSION\n"],
    ["a file of PowerShell", 'FROM a:1\nSHELL ["pwsh", "-Command"]\nRUN iwr https://a.example/i.zip -OutFile i.zip; iex ./i.ps1\n'],
    ["names of scripts", "FROM debian:13-slim\nRUN curl https://a.example | xargs -n1 bash\n"],
    ["another pipe", "FROM debian:13-slim\nRUN if a; then curl https://a.example | tar -x; cat /b | sh; fi\n"],
    ["a key", "FROM debian:13-slim\nRUN curl https://a.example | gpg --dearmor -o /k\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
