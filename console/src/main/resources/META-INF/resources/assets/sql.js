// Colours the SQL of what htmx has just put into the page.
document.addEventListener('htmx:load', (event) => Prism.highlightAllUnder(event.detail.elt));
