/* The key comes behind the #: out of the address, into the form, and sent. */

const key = location.hash.slice(1);
const form = document.querySelector("form");
history.replaceState(null, "", location.pathname);
if (key && form) {
  form.elements.key.value = key;
  form.submit();
}
