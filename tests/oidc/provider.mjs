// A real OpenID provider for the tests: anybody signs in by his name alone, and PKCE is required.
// Usage: node provider.mjs '{"port": 1, "client_address": "http://...", "people": {"lan": {"roles": ["planner"]}}}'
import Provider from "oidc-provider";

const { port, client_address, people } = JSON.parse(process.argv[2]);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "clusterplan",
      client_secret: "the-secret-of-the-client",
      redirect_uris: [`${client_address}/login/callback`],
      post_logout_redirect_uris: [`${client_address}/`],
    },
    {
      client_id: "a-machine",
      client_secret: "the-secret-of-the-machine",
      grant_types: ["client_credentials"],
      response_types: [],
      redirect_uris: [],
    },
  ],
  cookies: { keys: ["only-for-tests"] },
  claims: { openid: ["sub"], profile: ["name", "roles", "provinces"] },
  findAccount: (_context, id) =>
    people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      getResourceServerInfo: (_context, resource) => ({
        scope: "read",
        audience: resource,
        accessTokenFormat: "jwt",
        accessTokenTTL: 300,
      }),
    },
  },
  extraTokenClaims: () => ({ roles: ["planner", "emperor"], provinces: ["48"] }),
});

provider.listen(port, "127.0.0.1", () => console.log("ready"));
