namespace ModelConverter.Layers;

/// <summary>What a layer answers.</summary>
/// <param name="Name">In the graph.</param>
/// <param name="Channels">Its channels; once it is flat, its length.</param>
internal readonly record struct LayerValue(string Name, int Channels);
