/** index.html with what a first screen consists of. */

const NONCE = '%CSP_NONCE%';

/**
 * @param template the build's index.html
 * @param page `language` with its `description` and `notLoaded`, `start` (`name` and `integrity` of the script that
 *   begins), `scripts` and `fonts` (file names), and, unless the page is unknown, `screen` as the renderer sends it
 */
export function pageHtml(template, { language, description, notLoaded, start, scripts, fonts, screen }) {
  const head = [
    ...fonts.map((name) => `<link rel="preload" href="${name}" as="font" type="font/woff2" crossorigin>`),
    `<script src="${start.name}" defer integrity="${start.integrity}" data-scripts="${scripts.join(' ')}"></script>`,
    ...(screen?.styles ?? []).filter((style) => style !== '').map(
      // Angular finds its styles by this attribute and does not add them again.
      (style) => `<style ng-app-id="ng" nonce="${NONCE}">${style}</style>`,
    ),
  ].join('');
  const html = template
    .replace(/<link rel="modulepreload"[^>]*>|<script src="main[^>]*><\/script>/g, '')
    .replace(/<html lang="[^"]*"/, `<html lang="${language}"`)
    .replace(/(<meta name="description" content=")[^"]*/, (_, opening) => opening + description)
    .replace('</head>', () => `${head}</head>`)
    .replace('<body>', () => `<body><p class="byok-not-loaded" role="alert" hidden>${notLoaded}</p>`);
  if (!screen) return html;
  return html
    .replace(/<title>[^<]*/, () => `<title>${screen.title}`)
    .replace(/<app-root([^>]*)>[^]*<\/app-root>/, (_, attributes) => `<app-root${attributes} ${screen.hostAttribute}>${screen.body}</app-root>`);
}
