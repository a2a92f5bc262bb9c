// Redoc's default fonts come from a foreign host; the system's own are named instead.
const systemFonts = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';
const ink = '#17181c';
const accent = '#7a2e3a';

Redoc.init(
  '/openapi.json',
  {
    scrollYOffset: '.bar',
    hideDownloadButtons: true,
    requiredPropsFirst: true,
    sortTagsAlphabetically: false,
    expandResponses: '200,201',
    theme: {
      colors: { primary: { main: accent }, text: { primary: ink } },
      sidebar: { backgroundColor: '#f6f5f2', textColor: ink, activeTextColor: accent },
      rightPanel: { backgroundColor: ink },
      typography: {
        fontSize: '15px',
        fontFamily: systemFonts,
        headings: { fontFamily: systemFonts, fontWeight: '600' },
        code: { fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace', color: accent },
      },
    },
  },
  document.getElementById('redoc'),
);
