// Redoc's default fonts come from a foreign host; the system's own are named instead.
const systemFonts = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Helvetica, Arial, sans-serif';
const serif = '"Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Times New Roman", serif';
const ink = '#1a1b24';
const night = '#12131b';
const link = '#84500f';

Redoc.init(
  'openapi.json',
  {
    scrollYOffset: '.bar',
    hideDownloadButtons: true,
    requiredPropsFirst: true,
    sortTagsAlphabetically: false,
    expandResponses: '200,201',
    theme: {
      colors: { primary: { main: link }, text: { primary: ink } },
      sidebar: { backgroundColor: '#f3f0ea', textColor: ink, activeTextColor: link },
      rightPanel: { backgroundColor: night },
      typography: {
        fontSize: '15px',
        fontFamily: systemFonts,
        headings: { fontFamily: serif, fontWeight: '400' },
        code: { fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace', color: link },
      },
    },
  },
  document.getElementById('redoc'),
);
