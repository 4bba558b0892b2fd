const ADJECTIVES =
  "Amber Ancient Autumn Bold Brave Bright Brisk Calm Candid Clear Clever Cobalt Copper Coral Cosmic Crimson Crystal Curious Daring Dawn Deep Distant Dusty Eager Early Earnest Eastern Electric Emerald Endless Evening Fabled Faithful Fearless Fern First Fleet Floral Fluent Forest Free Fresh Gentle Gilded Glad Golden Graceful Grand Green Hazel Hidden Honest Humble Indigo Inland Ivory Jade Jolly Keen Kind Lasting Late Lively Lone Lucid Lucky Lunar Maple Mellow Merry Mild Misty Modest Morning Mossy Neat Nimble Noble Northern Olive Open Opal Patient Pearl Plain Plucky Polar Proud Quick Quiet Rapid Rare Ready River Rosy Royal Ruby Rustic Sandy Sapphire Scarlet Serene Shady Silent Silver Sincere Smooth Snowy Solar Spry Starry Steady Still Stormy Summer Sunny Swift Tidal Timber Tranquil True Velvet Violet Vivid Warm Western Wild Winter Wise Witty Wooden Young".split(
    " ",
  );
const NOUNS =
  "Acorn Almond Anchor Apricot Aspen Badger Bamboo Banjo Basil Beacon Beetle Birch Bison Bluebell Bramble Breeze Bridge Brook Cactus Canyon Cedar Cello Chestnut Cinnamon Cliff Clover Comet Compass Condor Cove Coyote Cricket Crow Cypress Daisy Delta Dolphin Dove Dragonfly Dune Eagle Egret Elm Ember Falcon Fennel Ferret Fig Finch Fjord Flint Fox Garnet Gazelle Ginger Glacier Grove Gull Harbor Hare Harp Hawk Hazelnut Heron Hill Holly Ibis Iris Island Ivy Juniper Kestrel Kite Lagoon Lantern Lark Laurel Lemon Lily Lobster Lotus Lynx Magpie Mango Marlin Marten Meadow Meteor Mint Moth Mulberry Nectar Nutmeg Oak Oasis Orchid Oriole Osprey Otter Owl Panther Papaya Pebble Pelican Penguin Peony Pepper Pine Piper Plover Plum Poppy Prairie Quail Quartz Quill Rabbit Raven Reef Ridge Robin Rowan Saffron Sage Salmon Seal Sequoia Sparrow Spruce Starling Stork Sumac Swan Thicket Thistle Thrush Tiger Topaz Trout Tulip Turtle Valley Walnut Warbler Willow Wolf Wren Yarrow Zebra".split(
    " ",
  );

function pick(words: string[], random: () => number): string {
  return words[Math.min(words.length - 1, Math.floor(random() * words.length))] as string;
}

/**
 * A name for an agent that was given none: a capitalised adjective and noun, e.g. `QuietHeron`.
 *
 * @param random gives a number from 0 (inclusive) to 1 (exclusive).
 */
export function randomAgentName(random: () => number): string {
  return pick(ADJECTIVES, random) + pick(NOUNS, random);
}
