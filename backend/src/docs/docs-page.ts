/**
 * The page of the API reference: Swagger UI from this server alone, and no inline script or style. Its origin is opaque
 * (see the policy below), so that it can't ask the server for anything: the description stands in it as data.
 */
export function docsPage(description: object): string {
  // A data block ends at the first "</", wherever that stands.
  const data = JSON.stringify(description).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>BYOK API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<noscript>This page needs JavaScript. The description itself is at /api/openapi.json.</noscript>
<script id="description" type="application/json">${data}</script>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`;
}

/** Starts Swagger UI over the embedded description. It only shows: the page can't call the API, so nothing asks for a token. */
export const DOCS_SCRIPT = `'use strict';
const nothing = () => () => null;
window.SwaggerUIBundle({
  spec: JSON.parse(document.getElementById('description').textContent),
  dom_id: '#reference',
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  supportedSubmitMethods: [],
  persistAuthorization: false,
  validatorUrl: null,
  plugins: [() => ({ wrapComponents: { authorizeBtn: nothing, authorizeOperationBtn: nothing, ServersContainer: nothing } })],
});
`;

/**
 * Swagger UI is code that others wrote, so it runs in an opaque origin (`sandbox` without `allow-same-origin`): no
 * cookie, no storage, no channel to the vault of another tab, and no request to this server. Scripts and styles are
 * files of ours alone; Swagger UI has its icons in data URLs.
 */
export const DOCS_CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  'sandbox allow-scripts allow-popups',
].join('; ');
