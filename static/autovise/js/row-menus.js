// A list that scrolls sideways would cut off the menu of a row: fixed to the screen, it is not.
document.addEventListener(
  "click",
  (event) => {
    const menu = event.target.closest?.(".listing .w-dropdown__toggle")?._tippy;
    if (menu && menu.props.popperOptions.strategy !== "fixed") {
      menu.setProps({ popperOptions: { strategy: "fixed" } });
    }
  },
  { capture: true },
);
