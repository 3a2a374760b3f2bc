// Position row menus as fixed: a list that scrolls sideways would cut them off.
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
