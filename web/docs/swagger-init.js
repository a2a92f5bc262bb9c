// No option comes from the address bar (queryConfigEnabled), so a link cannot make this page load a foreign document.
// A credential typed here lives as long as the page: persisting it would leave it in localStorage.
window.ui = SwaggerUIBundle({
  dom_id: '#swagger-ui',
  url: '/openapi.json',
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
});
