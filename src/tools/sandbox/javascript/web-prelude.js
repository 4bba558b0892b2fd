(_host) => {};
