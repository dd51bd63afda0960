namespace Storefront.Assortment;

/// <summary>A shelf of the shop: what stands there, what it is made of, what it costs.</summary>
/// <param name="Name">As the shop window writes it.</param>
/// <param name="Kinds">What a product of this shelf can be.</param>
/// <param name="Materials">What it can be made of.</param>
/// <param name="Uses">What it is good for, as the description ends.</param>
/// <param name="PriceMin">Lowest price in cents.</param>
/// <param name="PriceMax">Highest price in cents.</param>
internal sealed record Department(string Name, string[] Kinds, string[] Materials, string[] Uses, int PriceMin, int PriceMax)
{
    public static IReadOnlyList<Department> All { get; } =
    [
        new("Kitchen",
            ["Chef's Knife", "Saucepan", "Coffee Grinder", "Mixing Bowl", "Kettle", "Cutting Board", "French Press", "Baking Tray"],
            ["Stainless Steel", "Cast Iron", "Walnut", "Stoneware", "Copper"],
            ["everyday cooking", "slow weekend breakfasts", "small kitchens", "batch baking"], 1290, 18900),
        new("Outdoor",
            ["Backpack", "Sleeping Bag", "Two-Person Tent", "Headlamp", "Trekking Pole", "Dry Bag", "Camping Stove", "Water Bottle"],
            ["Ripstop Nylon", "Titanium", "Recycled Polyester", "Aluminium", "Waxed Canvas"],
            ["three-season hikes", "weekends above the tree line", "long bicycle tours", "rainy forests"], 1990, 34900),
        new("Audio",
            ["Headphones", "Bookshelf Speaker", "Turntable", "Soundbar", "Earbuds", "Studio Monitor", "Portable Radio", "Microphone"],
            ["Matte Black", "Brushed Aluminium", "Oak", "Graphite", "Pearl White"],
            ["late-night listening", "podcast recording", "open-plan offices", "vinyl collections"], 3990, 79900),
        new("Office",
            ["Desk Lamp", "Notebook", "Fountain Pen", "Monitor Stand", "Desk Organiser", "Ergonomic Chair", "Wall Clock", "Laptop Sleeve"],
            ["Bamboo", "Felt", "Powder-Coated Steel", "Vegetable-Tanned Leather", "Ash"],
            ["focused mornings", "shared desks", "home offices", "tidy minds"], 790, 44900),
        new("Garden",
            ["Pruning Shears", "Watering Can", "Planter", "Garden Fork", "Bird Feeder", "Rain Gauge", "Hose Reel", "Seed Tray"],
            ["Galvanised Steel", "Terracotta", "Cedar", "Carbon Steel", "Recycled Plastic"],
            ["balcony gardens", "raised beds", "orchards", "greenhouses"], 690, 15900),
        new("Home",
            ["Throw Blanket", "Table Lamp", "Linen Set", "Wall Shelf", "Floor Cushion", "Scented Candle", "Area Rug", "Storage Basket"],
            ["Merino Wool", "Washed Linen", "Rattan", "Organic Cotton", "Smoked Glass"],
            ["reading corners", "guest rooms", "cold evenings", "small flats"], 990, 29900),
        new("Sport",
            ["Yoga Mat", "Running Jacket", "Kettlebell", "Bike Helmet", "Foam Roller", "Swim Goggles", "Climbing Rope", "Jump Rope"],
            ["Natural Rubber", "Merino Blend", "Cast Iron", "Cork", "Ultralight Mesh"],
            ["early runs", "home training", "indoor walls", "open water"], 890, 21900),
        new("Toys",
            ["Building Blocks", "Balance Bike", "Puzzle", "Marble Run", "Toy Train", "Stacking Rings", "Kite", "Board Game"],
            ["Beech", "Recycled Cardboard", "Birch", "Organic Cotton", "Water-Based Lacquer"],
            ["curious toddlers", "rainy afternoons", "family evenings", "first engineers"], 990, 18900),
    ];
}
