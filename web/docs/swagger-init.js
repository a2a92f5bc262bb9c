// Where a proxy serves us below a path of its own, the API lies beside this page and not at the top of the origin.
const besideThisPage = new URL('.', location.href).href;
const found = (url) => (url.startsWith(besideThisPage) ? url : url.replace(`${location.origin}/`, besideThisPage));

// Each way to sign in claims the focus when the dialog opens, and the last one scrolls the first out of sight.
const showDefinitions = (show) => (definitions) => {
  show(definitions);
  requestAnimationFrame(() => {
    document.getElementById('oauth_username')?.focus({ preventScroll: true });
    document.querySelector('.modal-ux-content')?.scrollTo(0, 0);
  });
};

// No option comes from the address bar (queryConfigEnabled), so a link cannot make this page load a foreign document.
// A credential typed here lives as long as the page: persisting it would leave it in localStorage.
window.ui = SwaggerUIBundle({
  dom_id: '#swagger-ui',
  url: 'openapi.json',
  queryConfigEnabled: false,
  validatorUrl: null,
  persistAuthorization: false,
  withCredentials: false,
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  filter: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
  plugins: [{ statePlugins: { auth: { wrapActions: { showDefinitions } } } }],
  requestInterceptor: (request) => Object.assign(request, { url: found(request.url) }),
});
