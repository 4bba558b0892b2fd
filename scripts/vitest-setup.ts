// Storage runs on IndexedDB; Node has none of its own.
import "fake-indexeddb/auto";
