// Keep what was typed into a date field. The picker would replace a date in any other form than its
// own, such as 01/10/2026, by today, without a word; the server reads it, or says what is wrong.
(() => {
  const picker = window.jQuery?.fn.datetimepicker;
  if (picker) picker.defaults.validateOnBlur = false;
})();
