(() => { void import('./chat/index'); })();
