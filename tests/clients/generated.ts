// What openapi-typescript makes of /api/schema holds the bodies apart: by carrier, by mode, and by status.
import type { paths } from "./schema";

type Post<Path extends keyof paths> = Extract<paths[Path], { post: unknown }>["post"];
type Answer<Path extends keyof paths, Status extends number> = Post<Path> extends {
  responses: Record<Status, { content: { "application/json": infer Body } }>;
}
  ? Body
  : never;
type Sent<Path extends keyof paths> = Post<Path> extends { requestBody: { content: { "application/json": infer Body } } }
  ? Body
  : never;

export const sent: Sent<"/jwt-refresh/login"> = { email: "alice@example.com", password: "…", carrier: "split" };
// @ts-expect-error: a session has no such carrier
export const wrong: Sent<"/session/login"> = { email: "alice@example.com", password: "…", carrier: "split" };

export function tokens(answer: Answer<"/jwt-refresh/login", 200>): [string, string?] | null {
  if ("refreshToken" in answer) return [answer.accessToken, answer.refreshToken];
  return "accessToken" in answer ? [answer.accessToken] : null;
}

export const until = (answer: Answer<"/jwt/logout", 200>): string | null => answer.accessUsableUntil;
export const code = (answer: Answer<"/jwt/login", 401>): "invalid_credentials" => answer.code as "invalid_credentials";
