// What a page for passkeys needs beside allauth's own script.

document.documentElement.classList.add("with-script");
// That script tells the console alone what went wrong: here people are told.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const told = document.getElementById("passkey-failed");
  if (told) told.hidden = false;
});

export {};
