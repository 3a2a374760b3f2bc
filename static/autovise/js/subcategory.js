// Clear the subcategory when another category is chosen.
function watchCategory() {
  const category = document.getElementById("id_category");
  const clear = document.querySelector("#id_subcategory-chooser [data-chooser-action-clear]");
  let chosen = category?.value;
  category?.addEventListener("change", () => {
    if (category.value !== chosen && document.getElementById("id_subcategory")?.value) {
      clear?.click();
    }
    chosen = category.value;
  });
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watchCategory);
else watchCategory();
