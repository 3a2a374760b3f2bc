// What the forms that take pictures share: sending a file to the admin, and taking dropped files.
window.desk = window.desk || {};

// Send one file. Returns the chosen image. Throws an Error with the refusal of the server, or with one
// of the caller's `words`: notSent, notAllowed, tooLarge.
window.desk.sendPicture = async (file, url, fields, words) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append("file", file, file.name);
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body, credentials: "same-origin" });
  } catch {
    throw new Error(words.notSent);
  }
  // Wagtail redirects those who may not do this to the admin's first page.
  if (answer.redirected || answer.status === 403) throw new Error(words.notAllowed);
  if (answer.ok) return answer.json();
  if (answer.status === 422) throw new Error((await answer.json()).refusal);
  throw new Error(answer.status === 413 ? words.tooLarge : words.notSent);
};

// Call `take` with the files that are dropped on the zone, which has the class `over` meanwhile.
window.desk.watchDrops = (zone, over, take) => {
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      zone.classList.add(over);
    });
  }
  for (const kind of ["dragleave", "drop"]) {
    zone.addEventListener(kind, () => zone.classList.remove(over));
  }
  zone.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
};
