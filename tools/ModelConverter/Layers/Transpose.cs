namespace ModelConverter.Layers;

/// <summary>Turns the axes of four-dimensional weights.</summary>
internal static class Transpose
{
    /// <param name="values">Row by row.</param>
    /// <param name="shape">Four sides.</param>
    /// <param name="order">Which axis of the source each axis of the result is.</param>
    public static float[] Of(float[] values, int[] shape, params int[] order)
    {
        int[] strides = [shape[1] * shape[2] * shape[3], shape[2] * shape[3], shape[3], 1];
        var turned = new float[values.Length];
        var at = 0;
        for (var a = 0; a < shape[order[0]]; a++)
        {
            for (var b = 0; b < shape[order[1]]; b++)
            {
                for (var c = 0; c < shape[order[2]]; c++)
                {
                    for (var d = 0; d < shape[order[3]]; d++)
                    {
                        turned[at++] = values[(a * strides[order[0]]) + (b * strides[order[1]]) + (c * strides[order[2]]) + (d * strides[order[3]])];
                    }
                }
            }
        }

        return turned;
    }
}
