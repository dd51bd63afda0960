namespace ModelConverter;

/// <summary>A model that cannot be put in place; the message names what was seen and what is allowed.</summary>
internal sealed class RecipeFailedException(string recipePath, string message) : Exception(message)
{
    public string RecipePath { get; } = recipePath;
}
