import { type Disposable, IndentAction, languages } from "vscode";

/** Where an instruction goes on in the next line, that line is indented; behind its last line it is not. VS Code has no rules for it. */
export function indentContinuations(): Disposable {
  return languages.setLanguageConfiguration("dockerfile", {
    onEnterRules: [
      {
        beforeText: /^(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|HEALTHCHECK|LABEL|ONBUILD|RUN)\s.*[\\`]\s*$/i,
        action: { indentAction: IndentAction.Indent },
      },
      { beforeText: /^\s+[^\s#\\`](?:.*[^\\`\s])?\s*$/, previousLineText: /[\\`]\s*$/, action: { indentAction: IndentAction.Outdent } },
    ],
  });
}
