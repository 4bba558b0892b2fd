/** Names for agents that were made without one: an adjective and a noun, written as one word. */

const ADJECTIVES =
  `Able Airy Amber Ample Apt Autumn Azure Bold Brave Breezy Bright Brisk Bronze Calm Candid Careful Cedar
Cheerful Civil Clear Clever Cobalt Copper Coral Cosy Crimson Crisp Curious Dapper Daring Dawn Deft Devoted Dusky Eager
Early Earnest Easy Fabled Fair Faithful Fearless Fern Festive Fine Fleet Fond Frank Fresh Gallant Gentle Gilded Glad
Golden Graceful Grand Green Happy Hardy Hazel Hearty Honest Humble Indigo Ivory Jade Jolly Jovial Keen Kind Lavender
Leafy Light Lively Loyal Lucid Lucky Lunar Maple Marble Mellow Merry Mild Mindful Mint Misty Modest Mossy Neat Nimble
Noble Oaken Ochre Olive Opal Patient Pearl Placid Plucky Polite Proud Quaint Quick Quiet Ready Robust Rosy Ruby Russet
Rustic Sage Sandy Scarlet Serene Sharp Silent Silver Sincere Snowy Solar Spry Steady Stellar Sterling Sunny Supple
Swift Tawny Tender Thoughtful Tidy Topaz Tranquil Trusty Upbeat Velvet Verdant Vivid Warm Willing Wise Witty
Zesty`.split(/\s+/);

const NOUNS =
  `Acorn Alder Anchor Arbor Aspen Atlas Badger Basin Bay Beacon Beech Birch Bison Bloom Bluebell Boulder Breeze
Brook Canyon Cape Cardinal Cherry Cliff Clover Comet Compass Condor Cove Crane Creek Cricket Crocus Cypress Daisy Delta
Dolphin Dove Dune Eagle Echo Egret Elk Elm Ember Falcon Field Finch Fjord Flint Forest Fountain Fox Gale Garden Garnet
Gazelle Glacier Glade Glen Granite Grove Gull Harbor Hare Harvest Hawk Heather Heron Hill Holly Horizon Ibis Inlet Iris
Island Ivy Jasmine Juniper Kestrel Kingfisher Lagoon Lake Lantern Larch Lark Ledge Lichen Lily Linden Lotus Lynx Magpie
Marsh Marten Meadow Meteor Mill Moon Moor Moose Moss Mountain Nebula Nest Oak Oasis Ocean Orchard Orchid Oriole Osprey
Otter Owl Panda Peak Pebble Pine Planet Plover Pond Poplar Poppy Prairie Quail Quartz Quill Rain Raven Reed Reef Ridge
River Robin Rowan Sail Sequoia Shore Sky Sparrow Spring Spruce Star Stork Stream Summit Swallow Swan Thicket Thistle
Thrush Tide Trail Tulip Valley Violet Wagtail Walnut Wave Willow Wren Yarrow`.split(/\s+/);

function pick(words: readonly string[], random: () => number): string {
  // A source that gives exactly 1 would point past the end.
  const index = Math.min(words.length - 1, Math.floor(random() * words.length));
  return words[index] as string;
}

/**
 * A name such as "QuietHeron". Unique only by chance: the caller asks again where it is taken.
 *
 * @param random gives numbers from 0 up to 1.
 */
export function randomAgentName(random: () => number): string {
  return pick(ADJECTIVES, random) + pick(NOUNS, random);
}
