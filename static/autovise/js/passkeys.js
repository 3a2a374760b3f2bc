// Passkeys need a script and a browser that knows them: what offers them is hidden until then.
document.addEventListener("DOMContentLoaded", () => {
  if (!window.PublicKeyCredential) return;
  for (const offer of document.querySelectorAll("[data-passkeys]")) offer.hidden = false;
});

// allauth's scripts say so when the browser or its owner refused.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const words of document.querySelectorAll("[data-passkey-error]")) words.hidden = false;
});
