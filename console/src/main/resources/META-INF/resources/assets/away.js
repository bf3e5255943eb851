// Says that the console itself does not answer, which no answer of its own can say.
document.addEventListener('htmx:sendError', () => { document.getElementById('away').hidden = false; });
document.addEventListener('htmx:afterOnLoad', () => { document.getElementById('away').hidden = true; });
